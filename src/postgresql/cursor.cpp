#include "cursor.hpp"

#include "start.hpp"

namespace azoth::postgresql {

task<Answer> PostgresCursor::start(Operation::Kind kind, std::size_t count) {
    auto operation = std::make_unique<Operation>(kind);
    operation->cursor = state_;
    operation->transaction = state_->transaction;
    operation->count = count;
    operation->timeout = state_->timeout;
    return start_operation(*connection_, std::move(operation));
}

task<Answer> PostgresCursor::fetch(std::size_t count) { return start(Operation::Kind::fetch, count); }

task<void> PostgresCursor::close() {
    auto operation = std::make_unique<Operation>(Operation::Kind::close_cursor);
    operation->cursor = state_;
    co_await start_operation(*connection_, std::move(operation));
}

task<Answer> PostgresCopy::fetch(std::size_t count) {
    return begun_ ? start(Operation::Kind::copy_out, count) : begin(count);
}

// Types that were made in the database can't be asked for while rows come.
task<Answer> PostgresCopy::begin(std::size_t count) {
    co_await start(Operation::Kind::describe, 0);
    begun_ = true;
    co_return co_await start(Operation::Kind::copy_out, count);
}

// The next request waits until the server has stopped.
task<void> PostgresCopy::close() {
    drop();
    co_return;
}

}  // namespace azoth::postgresql
