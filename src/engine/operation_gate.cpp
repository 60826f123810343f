#include "engine/operation_gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <utility>

namespace azoth::detail {

void OperationGate::end_flush() noexcept {
    flushing_ = false;
    resume_all();
}

void OperationGate::end_transaction_end() noexcept {
    ending_ = false;
    resume_all();
}

void OperationGate::resume_all() noexcept {
    for (const auto& waiting : std::exchange(waiting_, {})) waiting->cancel();
}

task<void> OperationGate::wait(boost::asio::any_io_executor executor, async::Deadline deadline,
                               std::function<void()> start) {
    if (!start && !is_closed()) co_return;
    // A timer for each wait: cancel() may return, on another thread, after the coroutine has gone on to its next one.
    const auto timer = std::make_shared<boost::asio::steady_timer>(executor, deadline);
    waiting_.push_back(timer);
    const auto initiate = [timer, &start](auto handler) {
        // The coroutine may be destroyed once the wait has begun and start was called: both are kept here.
        const std::function<void()> begin = std::move(start);
        const auto kept = timer;
        kept->async_wait(std::move(handler));
        if (begin) begin();
    };
    constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
    co_await boost::asio::async_initiate<decltype(token), void(boost::system::error_code)>(initiate, token);
}

}  // namespace azoth::detail
