#include "cursor.hpp"

#include "start.hpp"

namespace azoth::postgresql {

task<Answer> PostgresCursor::fetch(std::size_t count) {
    auto operation = std::make_unique<Operation>(Operation::Kind::fetch);
    operation->cursor = state_;
    operation->count = count;
    operation->timeout = state_->timeout;
    return start_operation(*connection_, std::move(operation));
}

task<void> PostgresCursor::close() {
    auto operation = std::make_unique<Operation>(Operation::Kind::close_cursor);
    operation->cursor = state_;
    co_await start_operation(*connection_, std::move(operation));
}

}  // namespace azoth::postgresql
