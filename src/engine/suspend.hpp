#pragma once

#include <azoth/task.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace azoth::detail {

/// Suspends the coroutine and calls start(resume, slot): calling resume, once and from any thread, resumes the
/// coroutine on its executor, which counts as busy until then. Dropping every copy of it destroys the coroutine
/// instead. `slot` is where a cancellation of the coroutine is announced. From the moment that another thread could
/// call resume, start touches nothing of the coroutine, which may have ended: it hands resume over last, or under a
/// lock that the other thread takes first.
template <class Start>
task<void> suspend(Start start) {
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
        [&start](auto handler) {
            const auto executor = boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                                      boost::asio::execution::outstanding_work.tracked);
            const auto slot = boost::asio::get_associated_cancellation_slot(handler);
            // std::function copies what it holds.
            const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            start(std::function<void()>(
                      [executor, shared] { boost::asio::post(executor, [shared] { std::move (*shared)(); }); }),
                  slot);
        },
        boost::asio::use_awaitable);
}

}  // namespace azoth::detail
