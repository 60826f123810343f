#pragma once

#include <azoth/engine/context_switch.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

/// The rows of a query that is still being read, each converted by Access.
template <class Access>
class StreamReader {
public:
    using value_type = typename Access::value;

    /// Partitions of the rows that are left: `while (auto part = co_await parts.next())`.
    class Partitions {
    public:
        Partitions(StreamPtr stream, std::size_t size) noexcept : stream_(std::move(stream)), size_(size) {}
        /// Returns the next partition, of which only the last may be smaller; empty after the last.
        task<std::optional<std::vector<value_type>>> next() { return next_of(stream_, size_); }

    private:
        static task<std::optional<std::vector<value_type>>> next_of(StreamPtr stream, std::size_t size) {
            std::vector<value_type> rows = co_await many_of(std::move(stream), size);
            std::optional<std::vector<value_type>> part;
            if (!rows.empty()) part = std::move(rows);
            co_return part;
        }

        StreamPtr stream_;
        std::size_t size_;
    };

    /// Makes a reader of no query, to be assigned to; no other operation is allowed.
    StreamReader() noexcept = default;
    explicit StreamReader(StreamPtr stream) noexcept : stream_(std::move(stream)) {}

    /// Returns the next row, empty after the last: `while (auto row = co_await stream.next())`. Cancellation: takes no
    /// row. If it was cancelled while rows were being fetched the query ends, and the next call throws
    /// ResourceClosedError.
    task<std::optional<value_type>> next() { return next_of(stream_); }
    /// Returns the next rows: at most `count`, fewer only at the end.
    task<std::vector<value_type>> fetchmany(std::size_t count) { return many_of(stream_, count); }
    /// Returns all rows that are left.
    task<std::vector<value_type>> all() { return many_of(stream_, all_rows); }
    /// Portions of so many rows; 0: of as many as are fetched at a time.
    Partitions partitions(std::size_t size = 0) const { return {stream_, size == 0 ? stream_->batch_size() : size}; }
    /// Returns the next row, if there is one, and ends the query.
    task<std::optional<value_type>> first() { return first_of(stream_); }
    /// Returns the only row and ends the query. Throws NoResultFound, MultipleResultsFound.
    task<value_type> one() { return one_of(stream_); }
    /// Returns the only row, if there is one, and ends the query. Throws MultipleResultsFound.
    task<std::optional<value_type>> one_or_none() { return only_of(stream_); }

    /// Fetches so many rows at a time from now on. Throws ArgumentError for 0.
    void yield_per(std::size_t rows) { stream_->set_batch_size(azoth::yield_per(rows)); }
    /// Ends the query. Does nothing the second time.
    task<void> close() { return close_stream(stream_); }
    /// Whether the query has ended.
    bool is_closed() const noexcept { return stream_->is_closed(); }

protected:
    static constexpr std::size_t all_rows = static_cast<std::size_t>(-1);

    const StreamPtr& stream() const noexcept { return stream_; }

    // A row is taken only if it is delivered: not by a call that was cancelled, nor by one that another could still
    // cancel before its caller resumes, as in `a.next() || b.next()`.
    static task<std::optional<value_type>> next_of(StreamPtr stream) {
        if (!has_switched(co_await context_switch_question())) co_await switch_context();
        if (!stream->has_row()) co_await fetch(stream, 0);
        const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != boost::asio::cancellation_type::none) throw CancelledError(Outcome::not_sent);
        if (!stream->has_row()) co_return std::nullopt;
        const std::size_t row = stream->take_row();
        co_return Access::take(stream->data(), row);
    }
    static task<std::vector<value_type>> many_of(StreamPtr stream, std::size_t count) {
        std::vector<value_type> rows;
        try {
            if (!has_switched(co_await context_switch_question())) co_await switch_context();
            while (rows.size() < count) {
                if (!stream->has_row()) co_await fetch(stream, count == all_rows ? 0 : count - rows.size());
                const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
                if (cancellation.cancelled() != boost::asio::cancellation_type::none) {
                    throw CancelledError(Outcome::not_sent);
                }
                if (!stream->has_row()) break;
                while (stream->has_row() && rows.size() < count) {
                    const std::size_t row = stream->take_row();
                    rows.push_back(Access::take(stream->data(), row));
                }
            }
        } catch (...) {
            // Rows that were taken are lost with the call; reading on would skip them without notice.
            if (!rows.empty()) stream->invalidate();
            throw;
        }
        co_return rows;
    }
    static task<std::optional<value_type>> first_of(StreamPtr stream) {
        std::optional<value_type> row = co_await next_of(stream);
        co_await close_stream(std::move(stream));
        co_return row;
    }
    static task<std::optional<value_type>> only_of(StreamPtr stream) {
        std::optional<value_type> row = co_await next_of(stream);
        bool more = false;
        if (row) {
            const std::optional<value_type> second = co_await next_of(stream);
            more = second.has_value();
        }
        co_await close_stream(std::move(stream));
        if (more) throw_multiple_rows();
        co_return row;
    }
    static task<value_type> one_of(StreamPtr stream) {
        std::optional<value_type> row = co_await only_of(std::move(stream));
        if (!row) throw_no_row();
        co_return std::move(*row);
    }

private:
    StreamPtr stream_;
};

}  // namespace detail

/// One column of the rows of a query that is still being read: the result of AsyncResult::scalars().
template <class T, std::size_t Column = 0>
class AsyncScalarResult : public detail::StreamReader<detail::ScalarAccess<T, Column>> {
public:
    using detail::StreamReader<detail::ScalarAccess<T, Column>>::StreamReader;
    /// Leaves out repeated values. Keeps each distinct value in memory, as the bytes that the database sent.
    AsyncScalarResult& unique() {
        this->stream()->set_filter(detail::distinct_values(Column));
        return *this;
    }
};

/// The rows of a query that is still being read, as maps from names to values: the result of AsyncResult::mappings().
using AsyncMappingResult = detail::StreamReader<detail::MappingAccess>;

/// The rows of a query that is still being read; one batch is in memory at a time. Threads: one coroutine at a time,
/// like the connection. Lifetime: it belongs to its transaction; after the transaction or the connection has ended,
/// operations throw ResourceClosedError. Destroying it early ends the query. scalars() and mappings() read the same
/// rows: a row taken by one is not seen by the others.
template <class... Ts>
class [[nodiscard]] AsyncResult : public detail::StreamReader<detail::RowAccess<Ts...>> {
    using Reader = detail::StreamReader<detail::RowAccess<Ts...>>;
    using First = typename detail::ColumnType<0, Ts...>::type;

public:
    /// Makes a result of no query, to be assigned to; no other operation is allowed. (Asio needs it for a coroutine's
    /// value.)
    AsyncResult() noexcept = default;
    explicit AsyncResult(detail::StreamPtr stream) : Reader(std::move(stream)) {
        if constexpr (!detail::rows_are_dynamic<Ts...>) {
            detail::check_column_count(*this->stream()->data(), sizeof...(Ts));
        }
    }

    /// Partitions of the rows that are left, each a Result: `while (auto part = co_await parts.next())`.
    class Partitions {
    public:
        Partitions(detail::StreamPtr stream, std::size_t size) noexcept : stream_(std::move(stream)), size_(size) {}
        /// Returns the next partition, of which only the last may be smaller; empty after the last.
        task<std::optional<Result<Ts...>>> next() { return part_of(stream_, size_); }

    private:
        detail::StreamPtr stream_;
        std::size_t size_;
    };
    /// Returns the rows that are left in partitions of `size`; 0: of the batch size, which is fastest.
    Partitions partitions(std::size_t size = 0) const {
        return {this->stream(), size == 0 ? this->stream()->batch_size() : size};
    }

    /// Returns the names of the columns.
    std::vector<std::string> keys() const { return detail::keys_of(*this->stream()); }
    /// Returns the values of a column, of the first by default, of the rows that are left.
    template <std::size_t Column = 0>
    auto scalars() const {
        return AsyncScalarResult<typename detail::ColumnType<Column, Ts...>::type, Column>(this->stream());
    }
    /// Returns the rows that are left as maps from column names to values.
    AsyncMappingResult mappings() const { return AsyncMappingResult(this->stream()); }
    /// Returns the columns that were selected as these, in this order and with their types, of the rows that are left.
    /// Throws NoSuchColumnError, AmbiguousColumnError.
    template <class... Cs>
    requires(sizeof...(Cs) > 0) AsyncResult<Cs...> columns(const Expr<Cs>&... chosen)
    const {
        this->stream()->set_columns(std::vector<const ast::Expression*>{chosen.node().get()...});
        return AsyncResult<Cs...>(this->stream());
    }
    /// Returns the columns with these names, as Values, of the rows that are left. Throws
    /// NoSuchColumnError, AmbiguousColumnError.
    template <std::convertible_to<std::string_view>... Names>
    requires(sizeof...(Names) > 0) AsyncResult<Dynamic> columns(const Names&... names)
    const {
        this->stream()->set_columns(std::vector<std::string_view>{std::string_view(names)...});
        return AsyncResult<Dynamic>(this->stream());
    }

    /// Returns the first column of the next row and ends the query; empty if there is no row or the value is NULL.
    task<std::optional<value_of<First>>> scalar() { return scalar_of(this->stream()); }
    /// Returns the first column of the only row and ends the query. Throws NoResultFound, MultipleResultsFound.
    task<First> scalar_one() { return scalars().one(); }
    /// Returns the first column of the only row and ends the query; empty if there is no row or the value is NULL.
    /// Throws MultipleResultsFound.
    task<std::optional<value_of<First>>> scalar_one_or_none() { return only_scalar_of(this->stream()); }

    /// Leaves out repeated rows. Keeps each distinct row in memory, as the bytes that the database sent.
    AsyncResult& unique() {
        this->stream()->set_filter(detail::distinct_rows());
        return *this;
    }
    /// Leaves out rows whose key was seen before; `key` is a function of the row, whose result std::hash accepts.
    template <class Key>
    AsyncResult& unique(Key key) {
        this->stream()->set_filter(detail::distinct_by<RowView<Ts...>>(std::move(key)));
        return *this;
    }
    /// Reads all rows that are left and keeps them.
    task<FrozenResult<Ts...>> freeze() { return frozen(this->stream()); }

private:
    using Scalars = detail::StreamReader<detail::OptionalAccess<First, 0>>;

    static task<std::optional<Result<Ts...>>> part_of(detail::StreamPtr stream, std::size_t size) {
        std::optional<Result<Ts...>> part;
        detail::DataPtr rows = co_await detail::take_batch(std::move(stream), size);
        if (rows != nullptr) part.emplace(std::move(rows));
        co_return part;
    }
    static task<std::optional<value_of<First>>> scalar_of(detail::StreamPtr stream) {
        Scalars values(std::move(stream));
        std::optional<std::optional<value_of<First>>> value = co_await values.first();
        if (!value) co_return std::nullopt;
        co_return std::move(*value);
    }
    static task<std::optional<value_of<First>>> only_scalar_of(detail::StreamPtr stream) {
        Scalars values(std::move(stream));
        std::optional<std::optional<value_of<First>>> value = co_await values.one_or_none();
        if (!value) co_return std::nullopt;
        co_return std::move(*value);
    }
    static task<FrozenResult<Ts...>> frozen(detail::StreamPtr stream) {
        co_return FrozenResult<Ts...>(co_await detail::read_to_end(std::move(stream)));
    }
};

}  // namespace azoth

AZOTH_EXPORT_END
