#pragma once

#include <azoth/engine/result.hpp>
#include <azoth/engine/stream.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth {

/// The rows of a query that is still being read: only a window of them is in memory. Dropping it early ends the query.
/// It lives within the transaction that it was opened in: once that or the connection is over, ResourceClosedError is
/// thrown. To be used by one coroutine at a time, like the connection that it came from.
template <class... Ts>
class AsyncResult {
public:
    explicit AsyncResult(std::shared_ptr<detail::Stream> stream) : stream_(std::move(stream)) {
        if constexpr (!detail::rows_are_dynamic<Ts...>) detail::check_column_count(*stream_->data(), sizeof...(Ts));
    }
    AsyncResult(AsyncResult&&) noexcept = default;
    AsyncResult& operator=(AsyncResult&&) noexcept = default;

    /// The next row; nothing after the last: `while (auto row = co_await stream.next())`.
    task<std::optional<Row<Ts...>>> next() { return next_of(stream_); }
    /// At most so many rows; fewer only at the end.
    task<std::vector<Row<Ts...>>> fetchmany(std::size_t count) { return many_of(stream_, count); }
    /// All rows that are left.
    task<std::vector<Row<Ts...>>> all() { return many_of(stream_, all_rows); }
    /// Ends the query. Does nothing the second time.
    task<void> close() { return detail::close_stream(stream_); }

    bool is_closed() const noexcept { return stream_->is_closed(); }

private:
    static constexpr std::size_t all_rows = static_cast<std::size_t>(-1);

    static task<std::optional<Row<Ts...>>> next_of(std::shared_ptr<detail::Stream> stream) {
        if (!stream->has_row()) co_await detail::fetch(stream, 0);
        if (!stream->has_row()) co_return std::nullopt;
        const std::size_t row = stream->take_row();
        co_return Row<Ts...>(stream->data(), row);
    }
    static task<std::vector<Row<Ts...>>> many_of(std::shared_ptr<detail::Stream> stream, std::size_t count) {
        std::vector<Row<Ts...>> rows;
        while (rows.size() < count) {
            if (!stream->has_row()) co_await detail::fetch(stream, count == all_rows ? 0 : count - rows.size());
            if (!stream->has_row()) break;
            while (stream->has_row() && rows.size() < count) rows.emplace_back(stream->data(), stream->take_row());
        }
        co_return rows;
    }

    std::shared_ptr<detail::Stream> stream_;
};

}  // namespace azoth
