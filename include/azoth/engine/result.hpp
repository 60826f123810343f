#pragma once

#include <azoth/engine/result_base.hpp>
#include <azoth/engine/row_iterator.hpp>
#include <azoth/engine/row_mapping.hpp>
#include <azoth/engine/scalar_result.hpp>
#include <azoth/export.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

template <class... Ts>
class FrozenResult;

namespace detail {

template <class... Ts>
struct RowAccess {
    using view = RowView<Ts...>;
    using value = Row<Ts...>;
    static view see(const ResultData& data, std::size_t row) { return view(data, row); }
    static value take(const std::shared_ptr<const ResultData>& data, std::size_t row) { return value(data, row); }
};

}  // namespace detail

/// The rows of a Result as maps from column names to values: a random-access range of RowMapping. Cheap to copy.
class MappingResult : public detail::ResultBase {
public:
    using iterator = detail::RowIterator<detail::MappingAccess>;

    explicit MappingResult(std::shared_ptr<const detail::ResultData> data) noexcept : ResultBase(std::move(data)) {}

    iterator begin() const { return iterator(*data(), 0); }
    iterator end() const { return iterator(*data(), checked_size()); }
    /// Returns the row at a position, which must be less than size().
    RowMapping operator[](std::size_t row) const { return {data(), row}; }

    /// Returns all rows.
    std::vector<RowMapping> all() const { return {begin(), end()}; }
    /// Returns the first row, if there is one.
    std::optional<RowMapping> first() const;
    /// Returns the only row. Throws NoResultFound, MultipleResultsFound.
    RowMapping one() const;
    /// Returns the only row, or an empty optional if there is none. Throws MultipleResultsFound.
    std::optional<RowMapping> one_or_none() const;
};

/// The complete result of a statement, in memory: a random-access range of rows. Copies are cheap and share the rows.
/// Threads: reading is thread-safe, except fetchone() and fetchmany(), which advance a position in the object.
/// Lifetime: valid after its connection is gone. Iteration yields RowViews, valid as long as the Result; one(),
/// first(), all() and indexing a temporary return Rows, which own what they need.
template <class... Ts>
class Result : public detail::ResultBase {
public:
    using iterator = detail::RowIterator<detail::RowAccess<Ts...>>;
    using const_iterator = iterator;

    /// Makes the result of no statement: access to rows throws ResourceClosedError. (Asio needs it for a coroutine's
    /// value.)
    Result() = default;
    /// Throws DataError unless the rows have as many columns as there are types.
    explicit Result(std::shared_ptr<const detail::ResultData> data) : ResultBase(std::move(data)) {
        if constexpr (sizeof...(Ts) > 0 && !detail::rows_are_dynamic<Ts...>) {
            detail::check_column_count(*this->data(), sizeof...(Ts));
        }
    }

    iterator begin() const { return iterator(*data(), 0); }
    iterator end() const { return iterator(*data(), checked_size()); }
    /// Returns the row at a position, which must be less than size(); the view is valid as long as this object.
    RowView<Ts...> operator[](std::size_t row) const& { return RowView<Ts...>(*data(), row); }
    /// Returns the row at a position, which must be less than size(); it is valid on its own.
    Row<Ts...> operator[](std::size_t row) && { return Row<Ts...>(data(), row); }

    /// Returns all rows.
    std::vector<Row<Ts...>> all() const { return rows(0, checked_size()); }
    /// Returns the first row, if there is one.
    std::optional<Row<Ts...>> first() const {
        if (checked_size() == 0) return std::nullopt;
        return Row<Ts...>(data(), 0);
    }
    /// Returns the only row. Throws NoResultFound, MultipleResultsFound.
    Row<Ts...> one() const {
        check_one();
        return Row<Ts...>(data(), 0);
    }
    /// Returns the only row, or an empty optional if there is none. Throws MultipleResultsFound.
    std::optional<Row<Ts...>> one_or_none() const {
        if (!check_one_or_none()) return std::nullopt;
        return Row<Ts...>(data(), 0);
    }

    /// Returns the next row that fetchone() and fetchmany() of this object have not returned yet; empty after the last.
    std::optional<Row<Ts...>> fetchone() {
        if (fetched_ >= checked_size()) return std::nullopt;
        return Row<Ts...>(data(), fetched_++);
    }
    /// Returns at most `count` of the rows that follow; see fetchone().
    std::vector<Row<Ts...>> fetchmany(std::size_t count) {
        const std::size_t first = fetched_;
        fetched_ += std::min(count, checked_size() - first);
        return rows(first, fetched_);
    }

    /// Returns the values of a column, of the first by default.
    template <std::size_t Column = 0>
    auto scalars() const {
        using T = typename detail::ColumnType<Column, Ts...>::type;
        if constexpr (detail::rows_are_dynamic<Ts...>) detail::check_index(*data(), Column);
        return ScalarResult<T, Column>(data());
    }
    /// Returns the first column of the first row; empty if there is no row or the value is NULL.
    auto scalar() const { return scalars().first(); }
    /// Returns the first column of the only row. Throws NoResultFound, MultipleResultsFound.
    auto scalar_one() const { return scalars().one(); }
    /// Returns the first column of the only row; empty if there is no row or the value is NULL. Throws
    /// MultipleResultsFound.
    auto scalar_one_or_none() const { return scalars().one_or_none(); }

    /// Returns the rows as maps from column names to values.
    MappingResult mappings() const { return MappingResult(data()); }
    /// Returns a result of the columns at these positions, in this order: `result.columns<2, 0>()`.
    template <std::size_t... Columns>
    requires(sizeof...(Columns) > 0) auto columns() const {
        if constexpr (detail::rows_are_dynamic<Ts...>) {
            (detail::check_index(*data(), Columns), ...);
            return Result(detail::choose_columns(data(), {Columns...}));
        } else {
            return Result<typename detail::ColumnType<Columns, Ts...>::type...>(
                detail::choose_columns(data(), {Columns...}));
        }
    }
    /// Returns a result of the columns that were selected as these, in this order and with their types:
    /// `result.columns(users.name, users.id)`. Throws NoSuchColumnError, AmbiguousColumnError.
    template <class... Cs>
    requires(sizeof...(Cs) > 0) Result<Cs...> columns(const Expr<Cs>&... chosen)
    const {
        return Result<Cs...>(detail::choose_columns(data(), {detail::column_position(*data(), *chosen.node())...}));
    }
    /// Returns a result of the columns with these names, as Values. Throws NoSuchColumnError, AmbiguousColumnError.
    template <std::convertible_to<std::string_view>... Names>
    requires(sizeof...(Names) > 0) Result<Dynamic> columns(const Names&... names)
    const {
        return Result<Dynamic>(
            detail::choose_columns(data(), {detail::column_position(*data(), std::string_view(names))...}));
    }

    /// Returns a result without repeated rows. Rows are equal if the database sent the same bytes for them.
    Result unique() const {
        checked_size();
        return Result(detail::filter_rows(data(), detail::distinct_rows()));
    }
    /// Returns a result with the first row for each key; `key` is a function of the row, whose result std::hash
    /// accepts.
    template <class Key>
    Result unique(Key key) const {
        checked_size();
        return Result(detail::filter_rows(data(), detail::distinct_by<RowView<Ts...>>(std::move(key))));
    }
    /// Returns the rows in partitions of `size`; the last may be smaller. Throws ArgumentError if `size` is 0.
    std::vector<Result> partitions(std::size_t size) const {
        std::vector<Result> parts;
        for (detail::DataPtr& part : this->parted(size)) parts.emplace_back(std::move(part));
        return parts;
    }
    /// Returns these rows followed by those of other results. Throws ArgumentError if the types of their columns
    /// differ.
    template <std::same_as<Result>... Others>
    Result merge(const Others&... others) const {
        return Result(detail::merge_rows({data(), others.data()...}));
    }
    /// Keeps the rows for repeated use.
    FrozenResult<Ts...> freeze() const { return FrozenResult<Ts...>(data()); }

    /// Returns the rows as aggregates of type T, whose fields are the columns in their order. (By name:
    /// azoth/describe.hpp.) Their number is checked by the compiler, their types when rows are read. Throws DataError
    /// if a field can't hold its column's value: another type, or NULL where the field is not a std::optional.
    template <class T>
    std::vector<T> as() const {
        static_assert(detail::rows_are_dynamic<Ts...> || boost::pfr::tuple_size_v<T> == sizeof...(Ts),
                      "azoth: the aggregate has another number of fields than the rows have columns");
        std::vector<T> values;
        values.reserve(checked_size());
        for (std::size_t i = 0; i < size(); ++i) values.push_back(RowView<Dynamic>(*data(), i).template as<T>());
        return values;
    }

private:
    std::vector<Row<Ts...>> rows(std::size_t first, std::size_t end) const {
        std::vector<Row<Ts...>> taken;
        taken.reserve(end - first);
        for (std::size_t i = first; i < end; ++i) taken.emplace_back(data(), i);
        return taken;
    }

    std::size_t fetched_ = 0;
};

/// Rows kept for repeated use: each call returns a Result that begins with the first row. Thread-safe.
template <class... Ts>
class FrozenResult {
public:
    /// Makes an object whose results have no rows.
    FrozenResult() noexcept = default;
    explicit FrozenResult(std::shared_ptr<const detail::ResultData> data) noexcept : data_(std::move(data)) {}
    /// Returns a Result of the rows.
    Result<Ts...> operator()() const { return data_ == nullptr ? Result<Ts...>() : Result<Ts...>(data_); }

private:
    std::shared_ptr<const detail::ResultData> data_;
};

}  // namespace azoth

AZOTH_EXPORT_END
