#include "engine/connection_hooks.hpp"
#include "engine/connection_state.hpp"
#include "engine/error_outcome.hpp"
#include "engine/hooks.hpp"
#include "engine/statement_watch.hpp"
#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace azoth::detail {
namespace {

// The first batch is small, because the caller may read the first rows only.
constexpr std::size_t first_batch_size = 50;
constexpr std::size_t batch_growth = 10;
constexpr std::size_t largest_batch_size = 500;

bool was_never_sent(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error&) {
        return outcome_of(error) == Outcome::not_sent;
    } catch (...) {
        return false;
    }
}

}  // namespace

Stream::Stream(Execution execution, std::size_t batch_size) noexcept
    : execution_(std::move(execution)),
      batch_size_(batch_size == 0 ? first_batch_size : batch_size),
      fixed_batch_size_(batch_size != 0) {}

Stream::~Stream() { execution_.connection()->remove_query(*this); }

void Stream::invalidate() noexcept {
    closed_ = true;
    data_.reset();
    // A fetch in flight refers to it.
    if (!fetching_) cursor_.reset();
}

void Stream::check_open() const {
    if (closed_) throw ResourceClosedError("This result object is closed.");
}

void Stream::set_batch_size(yield_per rows) noexcept {
    batch_size_ = rows.rows();
    fixed_batch_size_ = true;
}

void Stream::set_filter(RowFilter keep) {
    add_step([keep = std::move(keep)](const DataPtr& rows) { return filter_rows(rows, keep); });
}

void Stream::set_columns(const std::vector<const ast::Expression*>& columns) {
    check_open();
    std::vector<std::size_t> places;
    for (const ast::Expression* const column : columns) places.push_back(column_position(*data_, *column));
    choose(std::move(places));
}

void Stream::set_columns(const std::vector<std::string_view>& names) {
    check_open();
    std::vector<std::size_t> places;
    for (const std::string_view name : names) places.push_back(column_position(*data_, name));
    choose(std::move(places));
}

void Stream::choose(std::vector<std::size_t> columns) {
    add_step([columns = std::move(columns)](const DataPtr& rows) { return choose_columns(rows, columns); });
}

void Stream::add_step(Step step) {
    check_open();
    data_ = step(slice_rows(data_, next_, available() - next_));
    next_ = 0;
    steps_.push_back(std::move(step));
}

void Stream::accept(DataPtr rows) {
    data_ = std::move(rows);
    next_ = 0;
    if (data_->rows == nullptr) return;
    for (const Step& step : steps_) data_ = step(data_);
}

DataPtr Stream::take_rows(std::size_t count) {
    const std::size_t first = next_;
    count = std::min(count, available() - first);
    next_ += count;
    return count == available() ? data_ : slice_rows(data_, first, count);
}

task<void> open_cursor(StreamPtr stream) {
    try {
        // Statements may have become pending while the caller was waiting.
        while (stream->execution_.must_flush()) co_await stream->execution_.flush();
        Session& session = stream->execution_.start();
        const Request request = stream->execution_.request();
        stream->cursor_ = co_await session.open(request);
        stream->execution_.connection()->add_query(*stream);
        stream->execution_.release();
    } catch (...) {
        stream->execution_.fail();
    }
    co_await fetch_rows(stream, 0);
}

namespace {

task<void> call_hooks_and_open(StatementWatch& watch, StreamPtr stream) {
    co_await watch.before();
    co_await open_cursor(std::move(stream));
}

}  // namespace

task<StreamPtr> open_stream(Execution execution, std::size_t batch_size) {
    if (execution.must_flush()) co_await execution.flush();
    const StreamPtr stream = std::make_shared<Stream>(std::move(execution), batch_size);
    if (!stream->execution_.engine().watches_statements) {
        co_await open_cursor(stream);
        co_return stream;
    }
    StatementWatch watch(stream->execution_);
    const auto failed = [&watch](const std::exception_ptr& error) { return watch.failed(error); };
    co_await with_failure_handler(call_hooks_and_open(watch, stream), failed);
    watch.succeeded(*stream->data());
    if (watch.must_wait_after()) co_await watch.after(*stream->data());
    co_return stream;
}

task<void> fetch(StreamPtr stream, std::size_t at_least) {
    const ConnectionPtr connection = stream->execution_.connection();
    if (connection->hooks().error.empty()) return fetch_rows(std::move(stream), at_least);
    return fetch_with_error_hooks(std::move(stream), at_least);
}

task<void> fetch_with_error_hooks(StreamPtr stream, std::size_t at_least) {
    const ConnectionPtr connection = stream->execution_.connection();
    const std::string sql = stream->execution_.shown_sql();
    const auto failed = [&](const std::exception_ptr& error) {
        return call_error_hooks(connection->shared_engine(), "fetch", sql, error);
    };
    co_await with_failure_handler(fetch_rows(stream, at_least), failed);
}

task<void> fetch_rows(StreamPtr stream, std::size_t at_least) {
    stream->check_open();
    if (stream->at_end_) {
        stream->next_ = stream->available();
        co_return;
    }
    // More than once only if a filter left no row of a batch.
    do {
        const std::size_t wanted = std::max(stream->batch_size_, at_least);
        if (!stream->fixed_batch_size_) {
            stream->batch_size_ = std::min(stream->batch_size_ * batch_growth, largest_batch_size);
        }
        try {
            stream->execution_.resume();
            stream->fetching_ = true;
            Answer answer = co_await stream->cursor_->fetch(wanted);
            stream->fetching_ = false;
            const std::size_t count = answer.rows == nullptr ? 0 : answer.rows->size();
            stream->at_end_ = count < wanted;
            stream->accept(stream->execution_.finish(std::move(answer)));
            stream->execution_.report_progress(count, stream->at_end_);
        } catch (...) {
            stream->fetching_ = false;
            // A fetch that was cancelled before it was sent has read nothing.
            if (!was_never_sent(std::current_exception())) stream->invalidate();
            stream->execution_.fail();
        }
    } while (!stream->has_row() && !stream->at_end_ && !stream->closed_);
    if (stream->at_end_ || stream->closed_) stream->cursor_.reset();
}

task<DataPtr> read_to_end(StreamPtr stream) {
    stream->check_open();
    std::vector<DataPtr> parts;
    try {
        do {
            parts.push_back(stream->take_rows(stream->available()));
            co_await fetch(stream, 0);
        } while (stream->has_row());
    } catch (...) {
        stream->invalidate();  // the rows that were taken are lost
        throw;
    }
    co_return merge_rows(parts);
}

task<DataPtr> take_batch(StreamPtr stream, std::size_t size) {
    stream->check_open();
    std::vector<DataPtr> parts;
    std::size_t count = 0;
    try {
        if (!has_switched(co_await context_switch_question())) co_await switch_context();
        while (count < size) {
            if (!stream->has_row()) co_await fetch(stream, size - count);
            const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
            if (cancellation.cancelled() != boost::asio::cancellation_type::none) {
                throw CancelledError(Outcome::not_sent);
            }
            if (!stream->has_row()) break;
            parts.push_back(stream->take_rows(size - count));
            count += parts.back()->rows->size();
        }
    } catch (...) {
        if (count != 0) stream->invalidate();  // the rows that were taken are lost
        throw;
    }
    if (parts.size() > 1) co_return merge_rows(parts);
    co_return parts.empty() ? nullptr : std::move(parts.front());
}

std::vector<std::string> keys_of(const Stream& stream) {
    std::vector<std::string> names;
    if (stream.data() == nullptr) return names;
    for (const ColumnDescription& column : row_buffer_of(*stream.data()).description().columns) {
        names.push_back(column.name);
    }
    return names;
}

void throw_no_row() { throw NoResultFound("No row was found when one was required"); }

void throw_multiple_rows() { throw MultipleResultsFound("Multiple rows were found when exactly one was required"); }

task<void> close_stream(StreamPtr stream) {
    if (stream->closed_) co_return;
    const std::unique_ptr<Cursor> cursor = std::move(stream->cursor_);
    stream->invalidate();
    if (cursor == nullptr || stream->at_end_) co_return;
    try {
        stream->execution_.resume();
        co_await cursor->close();
        stream->execution_.release();
    } catch (...) {
        stream->execution_.fail();
    }
}

}  // namespace azoth::detail
