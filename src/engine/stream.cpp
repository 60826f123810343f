#include "engine/connection_state.hpp"
#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>

#include <algorithm>

namespace azoth {

yield_per::yield_per(std::size_t rows) : rows_(rows) {
    if (rows == 0) throw ArgumentError("yield_per takes at least 1 row");
}

namespace detail {
namespace {

// The first window is small, for who looks at the first rows only; then they grow up to the largest.
constexpr std::size_t first_window = 50;
constexpr std::size_t window_growth = 10;
constexpr std::size_t largest_window = 500;

}  // namespace

Stream::Stream(Execution execution, std::size_t window) noexcept
    : execution_(std::move(execution)), window_(window == 0 ? first_window : window), fixed_window_(window != 0) {}

Stream::~Stream() { execution_.connection()->remove_stream(*this); }

void Stream::invalidate() noexcept {
    closed_ = true;
    data_.reset();
    // A fetch under way still needs it.
    if (!fetching_) cursor_.reset();
}

task<std::shared_ptr<Stream>> open_stream(Execution execution, std::size_t window) {
    if (execution.must_settle()) co_await execution.settle();
    const auto stream = std::make_shared<Stream>(std::move(execution), window);
    try {
        Session& session = stream->execution_.start();
        const Request request = stream->execution_.request();
        stream->cursor_ = co_await session.open(request);
        stream->execution_.connection()->add_stream(*stream);
        stream->execution_.release();
    } catch (...) {
        stream->execution_.fail();
    }
    co_await fetch(stream, 0);
    co_return stream;
}

task<void> fetch(std::shared_ptr<Stream> stream, std::size_t at_least) {
    if (stream->closed_) throw ResourceClosedError("This result object is closed.");
    if (stream->at_end_) {
        stream->next_ = stream->available();
        co_return;
    }
    const std::size_t wanted = std::max(stream->window_, at_least);
    if (!stream->fixed_window_) stream->window_ = std::min(stream->window_ * window_growth, largest_window);
    try {
        stream->execution_.resume();
        stream->fetching_ = true;
        Answer answer = co_await stream->cursor_->fetch(wanted);
        stream->fetching_ = false;
        const std::size_t count = answer.rows == nullptr ? 0 : answer.rows->size();
        stream->at_end_ = count < wanted;
        stream->data_ = stream->execution_.finish(std::move(answer));
        stream->next_ = 0;
    } catch (...) {
        stream->fetching_ = false;
        stream->invalidate();
        stream->execution_.fail();
    }
    if (stream->at_end_ || stream->closed_) stream->cursor_.reset();
}

task<void> close_stream(std::shared_ptr<Stream> stream) {
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

}  // namespace detail
}  // namespace azoth
