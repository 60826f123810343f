#pragma once

#include <azoth/engine/result_base.hpp>
#include <azoth/engine/row_iterator.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

template <class T, std::size_t Column>
struct ScalarAccess {
    using view = T;
    using value = T;
    static T see(const ResultData& data, std::size_t row) {
        return decode_cell<T>(data, Column, data.rows->cell(row, Column));
    }
    static T take(const std::shared_ptr<const ResultData>& data, std::size_t row) { return see(*data, row); }
};

/// The same column, with NULL as an empty optional, whatever its type.
template <class T, std::size_t Column>
using OptionalAccess = ScalarAccess<std::optional<value_of<T>>, Column>;

template <std::size_t I, class... Ts>
struct ColumnType : std::tuple_element<I, std::tuple<Ts...>> {};
template <std::size_t I>
struct ColumnType<I, Dynamic> {
    using type = Value;
};

}  // namespace detail

/// One column of a Result as a random-access range of T. Cheap to copy.
template <class T, std::size_t Column = 0>
class ScalarResult : public detail::ResultBase {
public:
    using iterator = detail::RowIterator<detail::ScalarAccess<T, Column>>;

    /// Makes the result of no statement: access to values throws ResourceClosedError.
    ScalarResult() = default;
    explicit ScalarResult(std::shared_ptr<const detail::ResultData> data) noexcept : ResultBase(std::move(data)) {}

    iterator begin() const { return iterator(*data(), 0); }
    iterator end() const { return iterator(*data(), checked_size()); }
    /// Returns the value at a position, which must be less than size(). Throws DataError if it is not a T.
    T operator[](std::size_t row) const { return detail::ScalarAccess<T, Column>::see(*data(), row); }

    /// Returns all values.
    std::vector<T> all() const {
        std::vector<T> values;
        values.reserve(checked_size());
        for (T&& value : *this) values.push_back(std::move(value));
        return values;
    }
    /// Returns the first value; empty if there is no row or the value is NULL.
    std::optional<value_of<T>> first() const {
        if (checked_size() == 0) return std::nullopt;
        return detail::OptionalAccess<T, Column>::see(*data(), 0);
    }
    /// Returns the value of the only row. Throws NoResultFound, MultipleResultsFound.
    T one() const {
        check_one();
        return (*this)[0];
    }
    /// Returns the value of the only row; empty if there is no row or the value is NULL. Throws MultipleResultsFound.
    std::optional<value_of<T>> one_or_none() const {
        if (!check_one_or_none()) return std::nullopt;
        return detail::OptionalAccess<T, Column>::see(*data(), 0);
    }
    /// Returns a result without repeated values. Values are equal if the database sent the same bytes for them.
    ScalarResult unique() const { return ScalarResult(detail::filter_rows(data(), detail::distinct_values(Column))); }
    /// Returns the values in partitions of `size`; the last may be smaller. Throws ArgumentError if `size` is 0.
    std::vector<ScalarResult> partitions(std::size_t size) const {
        std::vector<ScalarResult> parts;
        for (detail::DataPtr& part : this->parted(size)) parts.emplace_back(std::move(part));
        return parts;
    }
};

}  // namespace azoth
