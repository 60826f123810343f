#pragma once

#include <azoth/engine/result_base.hpp>
#include <azoth/engine/row_iterator.hpp>
#include <azoth/export.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

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

/// The same column, NULL being no value, whatever its own type says of NULL.
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

    /// Of no statement: it gives no rows.
    ScalarResult() = default;
    explicit ScalarResult(std::shared_ptr<const detail::ResultData> data) noexcept : ResultBase(std::move(data)) {}

    iterator begin() const { return iterator(*data(), 0); }
    iterator end() const { return iterator(*data(), checked_size()); }
    T operator[](std::size_t row) const { return detail::ScalarAccess<T, Column>::see(*data(), row); }

    std::vector<T> all() const {
        std::vector<T> values;
        values.reserve(checked_size());
        for (T&& value : *this) values.push_back(std::move(value));
        return values;
    }
    /// The first value, if there is a row and it isn't NULL.
    std::optional<value_of<T>> first() const {
        if (checked_size() == 0) return std::nullopt;
        return detail::OptionalAccess<T, Column>::see(*data(), 0);
    }
    /// The value of the only row. Throws NoResultFound, MultipleResultsFound.
    T one() const {
        check_one();
        return (*this)[0];
    }
    /// As one(), but no row and NULL are nothing. Throws MultipleResultsFound.
    std::optional<value_of<T>> one_or_none() const {
        if (!check_one_or_none()) return std::nullopt;
        return detail::OptionalAccess<T, Column>::see(*data(), 0);
    }
    /// Without the values that stood before; values are the same if the database sent the same bytes for them.
    ScalarResult unique() const { return ScalarResult(detail::filter_rows(data(), detail::distinct_values(Column))); }
    /// The values in portions of so many, the last of which may be smaller. Throws ArgumentError for 0.
    std::vector<ScalarResult> partitions(std::size_t size) const {
        std::vector<ScalarResult> parts;
        for (detail::DataPtr& part : this->parted(size)) parts.emplace_back(std::move(part));
        return parts;
    }
};

}  // namespace azoth

AZOTH_EXPORT_END
