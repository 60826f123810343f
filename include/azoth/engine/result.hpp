#pragma once

#include <azoth/engine/row.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

/// The part of a Result that is the same for all row types.
class ResultBase {
public:
    /// Rows that the statement inserted, updated, deleted or returned; -1: not known.
    std::int64_t rowcount() const noexcept { return data_->row_count; }
    /// SQLite: the rowid of the last row inserted.
    std::int64_t lastrowid() const noexcept { return data_->last_insert_id; }
    /// The primary key of the row that an INSERT of one row made, column by column; NULL where it is not known. Throws
    /// InvalidRequestError for any other statement.
    std::vector<Value> inserted_primary_key() const { return inserted_key(*data_); }
    /// Whether the statement gives rows at all. If it doesn't, asking for rows throws ResourceClosedError.
    bool returns_rows() const noexcept { return data_->rows != nullptr; }
    /// The number of rows.
    std::size_t size() const noexcept { return data_->rows == nullptr ? 0 : data_->rows->size(); }
    bool empty() const noexcept { return size() == 0; }
    /// The names of the columns.
    std::vector<std::string> keys() const;

    /// All rows as they are printed: `[(1, 'some name 1'), (2, 'some name 2')]`.
    std::string to_string() const;
    friend std::ostream& operator<<(std::ostream& out, const ResultBase& result);

protected:
    ResultBase();
    explicit ResultBase(std::shared_ptr<const ResultData> data) noexcept : data_(std::move(data)) {}
    ~ResultBase() = default;
    ResultBase(const ResultBase&) = default;
    ResultBase(ResultBase&&) = default;
    ResultBase& operator=(const ResultBase&) = default;
    ResultBase& operator=(ResultBase&&) = default;

    const std::shared_ptr<const ResultData>& data() const noexcept { return data_; }
    /// Throws NoResultFound or MultipleResultsFound.
    void check_one() const;
    /// Whether there is a row; throws MultipleResultsFound if there are more.
    bool check_one_or_none() const;
    std::size_t checked_size() const { return row_buffer_of(*data_).size(); }

private:
    std::shared_ptr<const ResultData> data_;
};

/// Walks over the rows of a result; Element(data, row) makes what it points to.
template <class Element>
class RowIterator {
public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // what it points to is made when it is asked for
    using value_type = typename Element::type;
    using difference_type = std::ptrdiff_t;
    using reference = value_type;
    using pointer = void;

    RowIterator() = default;
    RowIterator(const ResultData& data, std::size_t row) noexcept
        : data_(&data), row_(static_cast<difference_type>(row)) {}

    reference operator*() const { return Element::make(*data_, static_cast<std::size_t>(row_)); }
    reference operator[](difference_type n) const { return *(*this + n); }
    RowIterator& operator++() noexcept {
        ++row_;
        return *this;
    }
    RowIterator operator++(int) noexcept {
        RowIterator old = *this;
        ++row_;
        return old;
    }
    RowIterator& operator--() noexcept {
        --row_;
        return *this;
    }
    RowIterator operator--(int) noexcept {
        RowIterator old = *this;
        --row_;
        return old;
    }
    RowIterator& operator+=(difference_type n) noexcept {
        row_ += n;
        return *this;
    }
    RowIterator& operator-=(difference_type n) noexcept { return *this += -n; }
    friend RowIterator operator+(RowIterator i, difference_type n) noexcept { return i += n; }
    friend RowIterator operator+(difference_type n, RowIterator i) noexcept { return i += n; }
    friend RowIterator operator-(RowIterator i, difference_type n) noexcept { return i -= n; }
    friend difference_type operator-(const RowIterator& a, const RowIterator& b) noexcept { return a.row_ - b.row_; }
    friend bool operator==(const RowIterator& a, const RowIterator& b) noexcept { return a.row_ == b.row_; }
    friend auto operator<=>(const RowIterator& a, const RowIterator& b) noexcept { return a.row_ <=> b.row_; }

private:
    const ResultData* data_ = nullptr;
    difference_type row_ = 0;
};

template <class... Ts>
struct ViewElement {
    using type = RowView<Ts...>;
    static type make(const ResultData& data, std::size_t row) { return type(data, row); }
};

template <class T, std::size_t Column>
struct ScalarElement {
    using type = T;
    static type make(const ResultData& data, std::size_t row) {
        return decode_cell<T>(data, Column, data.rows->cell(row, Column));
    }
};

/// NULL is no value, whichever type says so.
template <class T>
std::optional<value_of<T>> as_optional(T value) {
    if constexpr (std::same_as<T, Value>) {
        if (value.is_null()) return std::nullopt;
    }
    return std::optional<value_of<T>>(std::move(value));
}

template <class... Ts>
inline constexpr bool rows_are_dynamic = false;
template <>
inline constexpr bool rows_are_dynamic<Dynamic> = true;

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
    using iterator = detail::RowIterator<detail::ScalarElement<T, Column>>;

    /// Of no statement: it gives no rows.
    ScalarResult() = default;
    explicit ScalarResult(std::shared_ptr<const detail::ResultData> data) noexcept : ResultBase(std::move(data)) {}

    iterator begin() const { return iterator(*data(), 0); }
    iterator end() const { return iterator(*data(), checked_size()); }
    T operator[](std::size_t row) const { return detail::ScalarElement<T, Column>::make(*data(), row); }

    std::vector<T> all() const {
        std::vector<T> values;
        values.reserve(checked_size());
        for (T&& value : *this) values.push_back(std::move(value));
        return values;
    }
    /// The first value, if there is a row and it isn't NULL.
    std::optional<value_of<T>> first() const {
        if (checked_size() == 0) return std::nullopt;
        return detail::as_optional<T>((*this)[0]);
    }
    /// The value of the only row. Throws NoResultFound, MultipleResultsFound.
    T one() const {
        check_one();
        return (*this)[0];
    }
    /// As one(), but no row is nothing. Throws MultipleResultsFound.
    std::optional<value_of<T>> one_or_none() const {
        if (!check_one_or_none()) return std::nullopt;
        return detail::as_optional<T>((*this)[0]);
    }
};

/// What a statement gave back, whole and in memory: a random-access range of rows, valid after the connection is gone.
/// Copies are cheap and share the rows; reading is thread-safe. Iterating gives RowViews, valid as long as the Result;
/// one(), first() and all() give Rows that live on their own.
template <class... Ts>
class Result : public detail::ResultBase {
public:
    using iterator = detail::RowIterator<detail::ViewElement<Ts...>>;
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
    RowView<Ts...> operator[](std::size_t row) const { return RowView<Ts...>(*data(), row); }

    std::vector<Row<Ts...>> all() const {
        const std::size_t count = checked_size();
        std::vector<Row<Ts...>> rows;
        rows.reserve(count);
        for (std::size_t i = 0; i < count; ++i) rows.emplace_back(data(), i);
        return rows;
    }
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

    /// The rows as aggregates of type T, whose fields are the columns in their order.
    template <class T>
    std::vector<T> as() const {
        static_assert(detail::rows_are_dynamic<Ts...> || boost::pfr::tuple_size_v<T> == sizeof...(Ts),
                      "azoth: the aggregate has another number of fields than the rows have columns");
        std::vector<T> values;
        values.reserve(checked_size());
        for (std::size_t i = 0; i < size(); ++i) values.push_back(RowView<Dynamic>(*data(), i).template as<T>());
        return values;
    }
};

}  // namespace azoth
