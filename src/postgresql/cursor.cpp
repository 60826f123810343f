#include "cursor.hpp"

#include "start.hpp"

#include <utility>

namespace azoth::postgresql {

task<Answer> PostgresCursor::start(pipeline::Kind kind) {
    auto request = std::make_unique<pipeline::Request>(std::move(kind));
    request->transaction = state_->transaction;
    request->timeout = state_->timeout;
    return start_request(*connection_, std::move(request));
}

task<Answer> PostgresCursor::fetch(std::size_t count) { return start(pipeline::Fetch{state_, count}); }

task<void> PostgresCursor::close() {
    co_await start_request(*connection_, std::make_unique<pipeline::Request>(pipeline::CloseCursor{state_}));
}

task<Answer> PostgresCopy::fetch(std::size_t count) {
    return begun_ ? start(pipeline::CopyOut{state(), count}) : begin(count);
}

// Types that were made in the database can't be asked for while rows come.
task<Answer> PostgresCopy::begin(std::size_t count) {
    co_await start(pipeline::Describe{state()});
    begun_ = true;
    co_return co_await start(pipeline::CopyOut{state(), count});
}

// The next request waits until the server has stopped.
task<void> PostgresCopy::close() {
    drop();
    co_return;
}

}  // namespace azoth::postgresql
