#pragma once

#include <azoth/engine/row.hpp>

#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

/// A row as a map from column names to values, in the order of the columns: an element of Result::mappings(). It owns
/// its share of the Result, and so outlives it.
class RowMapping : public Row<Dynamic> {
public:
    using value_type = std::pair<std::string_view, Value>;

    /// Iterates over names and values.
    class iterator {
    public:
        using iterator_concept = std::forward_iterator_tag;
        using iterator_category = std::input_iterator_tag;  // what it points to is made when it is asked for
        using value_type = RowMapping::value_type;
        using difference_type = std::ptrdiff_t;
        using reference = value_type;
        using pointer = void;

        iterator() = default;
        iterator(const RowMapping& row, std::size_t column) noexcept : row_(&row), column_(column) {}
        reference operator*() const { return {row_->key(column_), (*row_)[column_]}; }
        iterator& operator++() noexcept {
            ++column_;
            return *this;
        }
        iterator operator++(int) noexcept {
            const iterator old = *this;
            ++column_;
            return old;
        }
        /// Compares positions in one row.
        friend bool operator==(const iterator& a, const iterator& b) noexcept { return a.column_ == b.column_; }

    private:
        const RowMapping* row_ = nullptr;
        std::size_t column_ = 0;
    };

    using Row::Row;

    iterator begin() const noexcept { return {*this, 0}; }
    iterator end() const noexcept { return {*this, size()}; }
    /// Returns the name of a column, valid as long as the row.
    std::string_view key(std::size_t column) const;
    /// Returns the names of all columns, in their order.
    std::vector<std::string> keys() const;
    /// Whether there is a column with this name.
    bool contains(std::string_view name) const noexcept;
    /// Returns the values by name. Throws AmbiguousColumnError if two columns have the same name.
    std::map<std::string, Value, std::less<>> to_map() const;
};

namespace detail {

struct MappingAccess {
    using view = RowMapping;
    using value = RowMapping;
    static view see(const ResultData& data, std::size_t row) { return {data.shared_from_this(), row}; }
    static value take(const std::shared_ptr<const ResultData>& data, std::size_t row) { return {data, row}; }
};

}  // namespace detail
}  // namespace azoth
