#pragma once

#include <azoth/engine/context_switch.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>
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

namespace azoth {

namespace detail {

/// The rows of a query that is still being read, each seen as Access says.
template <class Access>
class StreamReader {
public:
    using value_type = typename Access::value;

    /// Portions of the rows that are left: `while (auto part = co_await parts.next())`.
    class Partitions {
    public:
        Partitions(StreamPtr stream, std::size_t size) noexcept : stream_(std::move(stream)), size_(size) {}
        /// The next portion, of which only the last may be smaller; nothing after that.
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

    /// Of no query, to be assigned to: only that, and destroying it, is allowed.
    StreamReader() noexcept = default;
    explicit StreamReader(StreamPtr stream) noexcept : stream_(std::move(stream)) {}

    /// The next row; nothing after the last: `while (auto row = co_await stream.next())`. A cancelled call has taken no
    /// row; where it was cancelled while rows were fetched the query ends, and the next call throws
    /// ResourceClosedError.
    task<std::optional<value_type>> next() { return next_of(stream_); }
    /// At most so many rows; fewer only at the end.
    task<std::vector<value_type>> fetchmany(std::size_t count) { return many_of(stream_, count); }
    /// All rows that are left.
    task<std::vector<value_type>> all() { return many_of(stream_, all_rows); }
    /// Portions of so many rows; 0: of as many as are fetched at a time.
    Partitions partitions(std::size_t size = 0) const { return {stream_, size == 0 ? stream_->batch_size() : size}; }
    /// The next row, if there is one; ends the query.
    task<std::optional<value_type>> first() { return first_of(stream_); }
    /// The only row; ends the query. Throws NoResultFound, MultipleResultsFound.
    task<value_type> one() { return one_of(stream_); }
    /// The only row, if there is one; ends the query. Throws MultipleResultsFound.
    task<std::optional<value_type>> one_or_none() { return only_of(stream_); }

    /// Fetches so many rows at a time from now on. Throws ArgumentError for 0.
    void yield_per(std::size_t rows) { stream_->set_batch_size(azoth::yield_per(rows)); }
    /// Ends the query. Does nothing the second time.
    task<void> close() { return close_stream(stream_); }
    bool is_closed() const noexcept { return stream_->is_closed(); }

protected:
    static constexpr std::size_t all_rows = static_cast<std::size_t>(-1);

    const StreamPtr& stream() const noexcept { return stream_; }

    // A row is taken only by a coroutine that is given it. What was cancelled takes none; nor does what another could
    // still cancel before its caller resumes, as in `a.next() || b.next()`.
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
            // Rows that were taken are lost with the call: nobody shall read on as if they had never been.
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

/// One column of the rows of a query that is still being read: AsyncResult::scalars().
template <class T, std::size_t Column = 0>
class AsyncScalarResult : public detail::StreamReader<detail::ScalarAccess<T, Column>> {
public:
    using detail::StreamReader<detail::ScalarAccess<T, Column>>::StreamReader;
    /// Leaves out values that stood before, all of which are kept in memory as the bytes that the database sent.
    AsyncScalarResult& unique() {
        this->stream()->set_filter(detail::distinct_values(Column));
        return *this;
    }
};

/// The rows of a query that is still being read as maps from names to values: AsyncResult::mappings().
using AsyncMappingResult = detail::StreamReader<detail::MappingAccess>;

/// The rows of a query that is still being read: only a window of them is in memory. Dropping it early ends the query.
/// It lives within the transaction that it was opened in: once that or the connection is over, ResourceClosedError is
/// thrown. To be used by one coroutine at a time, like the connection that it came from; scalars() and mappings() are
/// other views of the same rows.
template <class... Ts>
class AsyncResult : public detail::StreamReader<detail::RowAccess<Ts...>> {
    using Reader = detail::StreamReader<detail::RowAccess<Ts...>>;
    using First = typename detail::ColumnType<0, Ts...>::type;

public:
    /// Of no query, to be assigned to: only that, and destroying it, is allowed. (Asio makes one where a coroutine's
    /// value will go.)
    AsyncResult() noexcept = default;
    explicit AsyncResult(detail::StreamPtr stream) : Reader(std::move(stream)) {
        if constexpr (!detail::rows_are_dynamic<Ts...>) {
            detail::check_column_count(*this->stream()->data(), sizeof...(Ts));
        }
    }

    /// Portions of the rows that are left, each a Result: `while (auto part = co_await parts.next())`.
    class Partitions {
    public:
        Partitions(detail::StreamPtr stream, std::size_t size) noexcept : stream_(std::move(stream)), size_(size) {}
        /// The next portion, of which only the last may be smaller; nothing after that.
        task<std::optional<Result<Ts...>>> next() { return part_of(stream_, size_); }

    private:
        detail::StreamPtr stream_;
        std::size_t size_;
    };
    /// Portions of so many rows; 0: of as many as are fetched at a time, which costs least.
    Partitions partitions(std::size_t size = 0) const {
        return {this->stream(), size == 0 ? this->stream()->batch_size() : size};
    }

    /// The names of the columns.
    std::vector<std::string> keys() const { return detail::keys_of(*this->stream()); }
    /// A column's values; the first column's unless another is chosen.
    template <std::size_t Column = 0>
    auto scalars() const {
        return AsyncScalarResult<typename detail::ColumnType<Column, Ts...>::type, Column>(this->stream());
    }
    AsyncMappingResult mappings() const { return AsyncMappingResult(this->stream()); }
    /// These columns in this order, by what was selected, with their types; of the rows that are left. Throws
    /// NoSuchColumnError, AmbiguousColumnError.
    template <class... Cs>
    requires(sizeof...(Cs) > 0) AsyncResult<Cs...> columns(const Expr<Cs>&... chosen)
    const {
        this->stream()->set_columns(std::vector<const ast::Expression*>{chosen.node().get()...});
        return AsyncResult<Cs...>(this->stream());
    }
    /// The same by name: Values.
    template <std::convertible_to<std::string_view>... Names>
    requires(sizeof...(Names) > 0) AsyncResult<Dynamic> columns(const Names&... names)
    const {
        this->stream()->set_columns(std::vector<std::string_view>{std::string_view(names)...});
        return AsyncResult<Dynamic>(this->stream());
    }

    /// The first column of the next row, if there is a row and the value isn't NULL; ends the query.
    task<std::optional<value_of<First>>> scalar() { return scalar_of(this->stream()); }
    /// The first column of the only row; ends the query. Throws NoResultFound, MultipleResultsFound.
    task<First> scalar_one() { return scalars().one(); }
    /// The first column of the only row, if there is one and the value isn't NULL; ends the query. Throws
    /// MultipleResultsFound.
    task<std::optional<value_of<First>>> scalar_one_or_none() { return only_scalar_of(this->stream()); }

    /// Leaves out rows that stood before, all of which are kept in memory as the bytes that the database sent.
    AsyncResult& unique() {
        this->stream()->set_filter(detail::distinct_rows());
        return *this;
    }
    /// Leaves out rows for which a function of the row gives a key that it gave before; std::hash must know the keys.
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
