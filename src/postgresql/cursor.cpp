#include "cursor.hpp"

#include "start.hpp"

#include <utility>

namespace azoth::postgresql {

task<Answer> PostgresCursor::start(std::unique_ptr<pipeline::Request> request) {
    request->transaction = state_->transaction;
    request->timeout = state_->timeout;
    return start_request(*connection_, std::move(request));
}

task<Answer> PostgresCursor::fetch(std::size_t count) {
    return start(std::make_unique<pipeline::Request>(pipeline::Fetch{state_, count}));
}

task<void> PostgresCursor::close() {
    // A statement of its own: g++ 12 destroys an aggregate in an expression with co_await twice.
    auto request = std::make_unique<pipeline::Request>(pipeline::CloseCursor{state_});
    co_await start_request(*connection_, std::move(request));
}

task<Answer> PostgresCopy::fetch(std::size_t count) {
    return begun_ ? start(std::make_unique<pipeline::Request>(pipeline::CopyOut{state(), count})) : begin(count);
}

// Types of the database cannot be queried while rows are being received.
task<Answer> PostgresCopy::begin(std::size_t count) {
    auto describe = std::make_unique<pipeline::Request>(pipeline::Describe{state()});
    co_await start(std::move(describe));
    begun_ = true;
    auto copy = std::make_unique<pipeline::Request>(pipeline::CopyOut{state(), count});
    co_return co_await start(std::move(copy));
}

// The next request waits until the server has stopped.
task<void> PostgresCopy::close() {
    drop();
    co_return;
}

}  // namespace azoth::postgresql
