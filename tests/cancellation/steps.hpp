#pragma once

#include <azoth/task.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <list>
#include <thread>
#include <utility>

namespace azoth_tests {

/// When a coroutine is cancelled.
struct Point {
    int step = -1;       ///< after this number of handlers have run; negative: never
    bool ready = false;  ///< what the coroutine waits for has had time to arrive
};

/// The result of the coroutine.
struct Ending {
    bool hung = false;
    bool cancelled = false;  ///< it was cancelled before it ended
    bool escaped = false;    ///< the error has left run(), and the coroutine was not resumed
    std::exception_ptr error;
};

/// Runs coroutines on a context of its own, one handler at a time.
class Steps {
public:
    boost::asio::io_context& context() noexcept { return context_; }

    /// Runs the coroutine to its end, and cancels it at the point.
    Ending run(azoth::task<void> coroutine, Point point) {
        Ending ending;
        bool over = false;
        boost::asio::cancellation_signal& signal = signals_.emplace_back();
        co_spawn(context_, after_switch(std::move(coroutine)),
                 boost::asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& error) {
                     ending.error = error;
                     over = true;
                 }));
        context_.run_one();
        const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        for (int step = 0; !over; ++step) {
            if (step == point.step) {
                if (point.ready) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                ending.cancelled = true;
                signal.emit(boost::asio::cancellation_type::terminal);
                if (over) break;
            }
            try {
                if (context_.run_one_until(late) != 0) continue;
                ending.hung = true;
            } catch (...) {
                // A branch of `a && b` that Boost 1.81 cancels before it was ever resumed: it cannot end normally.
                ending.error = std::current_exception();
                ending.escaped = true;
            }
            return ending;
        }
        return ending;
    }
    Ending run(azoth::task<void> coroutine) { return run(std::move(coroutine), Point()); }

private:
    // Boost 1.81: an exception of a coroutine that was cancelled before it was ever resumed leaves run().
    static azoth::task<void> after_switch(azoth::task<void> coroutine) {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        co_await std::move(coroutine);
    }

    std::list<boost::asio::cancellation_signal> signals_;  // outlive the coroutines
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
};

}  // namespace azoth_tests
