#pragma once

#include <azoth/engine/result_data.hpp>
#include <azoth/error.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/sql/statement.hpp>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <array>
#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace azoth {

template <class... Ts>
class Result;

namespace detail {

template <class... Ts>
inline constexpr bool rows_are_dynamic = false;
template <>
inline constexpr bool rows_are_dynamic<Dynamic> = true;

[[noreturn]] void throw_empty_row();

/// The part of a row that does not depend on its types: a position in a result.
class RowBase {
public:
    /// The number of columns.
    std::size_t size() const noexcept { return data_->column_count(); }

    /// Returns a column's value, whose type is known only at run time. Throws NoSuchColumnError, AmbiguousColumnError.
    Value operator[](std::string_view name) const;
    /// Returns the value of the column at a position. Throws NoSuchColumnError.
    Value operator[](std::size_t column) const;
    /// Returns the value of the column that was selected as `column`: `row[users.name]`. Throws NoSuchColumnError;
    /// DataError for a value that is not a T.
    template <class T>
    T operator[](const Expr<T>& column) const {
        return get<T>(column_position(*data_, *column.node()));
    }
    /// Returns a column's value as a T. Throws NoSuchColumnError; DataError for a value that is not a T.
    template <class T>
    T get(std::size_t column) const {
        check_index(*data_, column);
        return decode_cell<T>(*data_, column, cell(column));
    }
    /// Returns the value of the column with a name as a T. Throws NoSuchColumnError, AmbiguousColumnError; DataError
    /// for a value that is not a T.
    template <class T>
    T get(std::string_view name) const {
        return get<T>(column_position(*data_, name));
    }
    /// Returns an aggregate whose fields are the columns in their order. Throws DataError if the number of columns is
    /// not the number of T's fields.
    template <class T>
    T as() const {
        check_column_count(*data_, boost::pfr::tuple_size_v<T>);
        return aggregate<T>(std::make_index_sequence<boost::pfr::tuple_size_v<T>>());
    }

    /// Returns the row as it is printed: `(1, 'some name')`.
    std::string to_string() const;
    friend std::ostream& operator<<(std::ostream& out, const RowBase& row);

protected:
    /// Makes a row without columns.
    RowBase() noexcept : data_(&no_result()), first_(nullptr) {}
    RowBase(const ResultData& data, const std::byte* first) noexcept : data_(&data), first_(first) {}
    ~RowBase() = default;
    RowBase(const RowBase&) = default;
    RowBase& operator=(const RowBase&) = default;

    const ResultData& data() const noexcept { return *data_; }
    const std::byte* first() const noexcept { return first_; }

private:
    static const ResultData& no_result() noexcept;
    Cell cell(std::size_t column) const noexcept;
    template <class T>
    T next(const std::byte*& at, std::size_t column) const {
        return decode_cell<T>(*data_, column, data_->rows->read_cell(at, column));
    }
    template <class T, std::size_t... I>
    T aggregate(std::index_sequence<I...>) const {
        [[maybe_unused]] const std::byte* at = first_;
        return T{next<boost::pfr::tuple_element_t<I, T>>(at, I)...};  // braces: in this order
    }

    const ResultData* data_;
    const std::byte* first_;
};

}  // namespace detail

/// A row of a Result, by reference: cheap to make and to copy. Supports structured bindings: `for (auto [id, name] :
/// result)`. Values are decoded at each access. Lifetime: valid as long as the Result or a copy of it.
template <class... Ts>
class RowView : public detail::RowBase {
public:
    /// Makes an empty view, to be assigned to: get() throws InvalidRequestError.
    RowView() noexcept = default;
    RowView(const detail::ResultData& data, std::size_t row) noexcept : RowBase(data, data.rows->row(row)) {
        const std::byte* at = first();
        for (const std::byte*& cell : cells_) {
            cell = at;
            const auto size = load_big_endian<std::int32_t>(at);
            at += sizeof size;
            if (size > 0) at += size;
        }
    }

    using RowBase::get;
    /// Returns the value of column I. Throws DataError for a value that is not of its type.
    template <std::size_t I>
    std::tuple_element_t<I, std::tuple<Ts...>> get() const {
        const std::byte* at = cells_[I];
        if (at == nullptr) detail::throw_empty_row();
        return detail::decode_cell<std::tuple_element_t<I, std::tuple<Ts...>>>(data(), I,
                                                                               data().rows->read_cell(at, I));
    }
    /// Returns all values.
    std::tuple<Ts...> tuple() const { return values(std::index_sequence_for<Ts...>()); }

private:
    template <std::size_t... I>
    std::tuple<Ts...> values(std::index_sequence<I...>) const {
        return std::tuple<Ts...>{get<I>()...};
    }

    std::array<const std::byte*, sizeof...(Ts)> cells_{};
};

/// A row whose columns are known only at run time.
template <>
class RowView<Dynamic> : public detail::RowBase {
public:
    /// Makes a row without columns, to be assigned to.
    RowView() noexcept = default;
    RowView(const detail::ResultData& data, std::size_t row) noexcept : RowBase(data, data.rows->row(row)) {}
};

/// A row that owns its share of the Result, and so outlives it.
template <class... Ts>
class Row : public RowView<Ts...> {
public:
    /// Makes an empty row, to be assigned to. (Asio needs it for a coroutine's value.)
    Row() noexcept = default;
    Row(std::shared_ptr<const detail::ResultData> owner, std::size_t row) noexcept
        : RowView<Ts...>(*owner, row), owner_(std::move(owner)) {}

private:
    std::shared_ptr<const detail::ResultData> owner_;
};

}  // namespace azoth

// A dynamic row is no tuple: its columns are not known to the compiler.
template <class... Ts>
requires(!azoth::detail::rows_are_dynamic<Ts...>) struct std::tuple_size<azoth::RowView<Ts...>>
    : std::integral_constant<std::size_t, sizeof...(Ts)> {
};
template <class... Ts>
requires(!azoth::detail::rows_are_dynamic<Ts...>) struct std::tuple_size<azoth::Row<Ts...>>
    : std::integral_constant<std::size_t, sizeof...(Ts)> {
};
template <std::size_t I, class... Ts>
requires(!azoth::detail::rows_are_dynamic<Ts...>) struct std::tuple_element<I, azoth::RowView<Ts...>>
    : std::tuple_element<I, std::tuple<Ts...>> {
};
template <std::size_t I, class... Ts>
requires(!azoth::detail::rows_are_dynamic<Ts...>) struct std::tuple_element<I, azoth::Row<Ts...>>
    : std::tuple_element<I, std::tuple<Ts...>> {
};
