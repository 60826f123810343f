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
    RowMapping operator[](std::size_t row) const { return {data(), row}; }

    std::vector<RowMapping> all() const { return {begin(), end()}; }
    /// The first row, if there is one.
    std::optional<RowMapping> first() const;
    /// The only row. Throws NoResultFound, MultipleResultsFound.
    RowMapping one() const;
    /// The only row, or nothing if there is none. Throws MultipleResultsFound.
    std::optional<RowMapping> one_or_none() const;
};

/// What a statement gave back, whole and in memory: a random-access range of rows, valid after the connection is gone.
/// Copies are cheap and share the rows; reading is thread-safe, but for fetchone() and fetchmany(), which move a place
/// of the object's own. Iterating gives RowViews, valid as long as the Result; one(), first(), all() and the index of a
/// temporary give Rows that live on their own.
template <class... Ts>
class Result : public detail::ResultBase {
public:
    using iterator = detail::RowIterator<detail::RowAccess<Ts...>>;
    using const_iterator = iterator;

    /// Of no statement: it gives no rows. (Asio makes one where a coroutine's value will go.)
    Result() = default;
    /// Throws DataError unless the rows have as many columns as there are types.
    explicit Result(std::shared_ptr<const detail::ResultData> data) : ResultBase(std::move(data)) {
        if constexpr (sizeof...(Ts) > 0 && !detail::rows_are_dynamic<Ts...>) {
            detail::check_column_count(*this->data(), sizeof...(Ts));
        }
    }

    iterator begin() const { return iterator(*data(), 0); }
    iterator end() const { return iterator(*data(), checked_size()); }
    RowView<Ts...> operator[](std::size_t row) const& { return RowView<Ts...>(*data(), row); }
    Row<Ts...> operator[](std::size_t row) && { return Row<Ts...>(data(), row); }

    std::vector<Row<Ts...>> all() const { return rows(0, checked_size()); }
    /// The first row, if there is one.
    std::optional<Row<Ts...>> first() const {
        if (checked_size() == 0) return std::nullopt;
        return Row<Ts...>(data(), 0);
    }
    /// The only row. Throws NoResultFound, MultipleResultsFound.
    Row<Ts...> one() const {
        check_one();
        return Row<Ts...>(data(), 0);
    }
    /// The only row, or nothing if there is none. Throws MultipleResultsFound.
    std::optional<Row<Ts...>> one_or_none() const {
        if (!check_one_or_none()) return std::nullopt;
        return Row<Ts...>(data(), 0);
    }

    /// The next row that fetchone() and fetchmany() of this object have not given yet.
    std::optional<Row<Ts...>> fetchone() {
        if (fetched_ >= checked_size()) return std::nullopt;
        return Row<Ts...>(data(), fetched_++);
    }
    /// The next rows, at most so many.
    std::vector<Row<Ts...>> fetchmany(std::size_t count) {
        const std::size_t first = fetched_;
        fetched_ += std::min(count, checked_size() - first);
        return rows(first, fetched_);
    }

    /// A column's values; the first column's unless another is chosen.
    template <std::size_t Column = 0>
    auto scalars() const {
        using T = typename detail::ColumnType<Column, Ts...>::type;
        if constexpr (detail::rows_are_dynamic<Ts...>) detail::check_index(*data(), Column);
        return ScalarResult<T, Column>(data());
    }
    /// The first column of the first row, if there is a row and the value isn't NULL.
    auto scalar() const { return scalars().first(); }
    /// The first column of the only row. Throws NoResultFound, MultipleResultsFound.
    auto scalar_one() const { return scalars().one(); }
    /// The first column of the only row, if there is one and the value isn't NULL. Throws MultipleResultsFound.
    auto scalar_one_or_none() const { return scalars().one_or_none(); }

    /// The rows as maps from names to values.
    MappingResult mappings() const { return MappingResult(data()); }
    /// These columns in this order, by their places: `result.columns<2, 0>()`.
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
    /// These columns in this order, by what was selected, with their types: `result.columns(users.name, users.id)`.
    /// Throws NoSuchColumnError, AmbiguousColumnError.
    template <class... Cs>
    requires(sizeof...(Cs) > 0) Result<Cs...> columns(const Expr<Cs>&... chosen)
    const {
        return Result<Cs...>(detail::choose_columns(data(), {detail::column_position(*data(), *chosen.node())...}));
    }
    /// The same by name: Values. Throws NoSuchColumnError, AmbiguousColumnError.
    template <std::convertible_to<std::string_view>... Names>
    requires(sizeof...(Names) > 0) Result<Dynamic> columns(const Names&... names)
    const {
        return Result<Dynamic>(
            detail::choose_columns(data(), {detail::column_position(*data(), std::string_view(names))...}));
    }

    /// Without the rows that stood before; rows are the same if the database sent the same bytes for them.
    Result unique() const {
        checked_size();
        return Result(detail::filter_rows(data(), detail::distinct_rows()));
    }
    /// The first row for each value of a function of the row, which std::hash must know.
    template <class Key>
    Result unique(Key key) const {
        checked_size();
        return Result(detail::filter_rows(data(), detail::distinct_by<RowView<Ts...>>(std::move(key))));
    }
    /// The rows in portions of so many, the last of which may be smaller. Throws ArgumentError for 0.
    std::vector<Result> partitions(std::size_t size) const {
        std::vector<Result> parts;
        for (detail::DataPtr& part : this->parted(size)) parts.emplace_back(std::move(part));
        return parts;
    }
    /// These rows and then those of other results. Throws ArgumentError if the database sent them in other types.
    template <std::same_as<Result>... Others>
    Result merge(const Others&... others) const {
        return Result(detail::merge_rows({data(), others.data()...}));
    }
    /// The rows for later, as often as they are wanted.
    FrozenResult<Ts...> freeze() const { return FrozenResult<Ts...>(data()); }

    /// The rows as aggregates of type T, whose fields are the columns in their order. (By name: azoth/describe.hpp.)
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

/// Rows that were kept; called, it gives a Result that begins with the first of them. Thread-safe.
template <class... Ts>
class FrozenResult {
public:
    /// Of no statement: its Results give no rows.
    FrozenResult() noexcept = default;
    explicit FrozenResult(std::shared_ptr<const detail::ResultData> data) noexcept : data_(std::move(data)) {}
    Result<Ts...> operator()() const { return data_ == nullptr ? Result<Ts...>() : Result<Ts...>(data_); }

private:
    std::shared_ptr<const detail::ResultData> data_;
};

}  // namespace azoth

AZOTH_EXPORT_END
