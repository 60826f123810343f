#pragma once

#include "async/post.hpp"
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <tuple>
#include <utility>

// How azoth suspends a coroutine. Everything that waits for something other than Asio's own operations does it through
// suspend(), most of it through the class Wait (async/wait.hpp), and follows these rules.
//
// Cancellation
// - The type `terminal` ends a wait, `partial` and `total` do not: what CancelledError promises (azoth/error.hpp).
// - The wait then ends with CancelledError, whose outcome is what is known of the work: `not_sent` if it was taken
//   out of a queue, otherwise what the driver knows.
// - The first of completion, cancellation and deadline decides, under the mutex of the queue or session that is waited
//   for; the others have no effect. A wait that was cancelled has consumed nothing. A wait that was completed returns
//   its result, also if the coroutine is cancelled before it resumes.
// - A coroutine that is cancelled before it waits is handled by Asio: its next co_await throws operation_aborted, and
//   the work is not begun. A coroutine that has switched this off with throw_if_cancelled(false) may wait.
// - A cancellation is announced on the coroutine's executor, as Asio requires.
//
// Resumption
// - A coroutine resumes once, on its executor, by a post. Only Continuation::resume() may resume it inline.
// - The executor, the allocator and the cancellation slot are those associated with the handler.
// - An executor counts as busy while a Wait is suspended on it. A Continuation alone does not keep it busy.
//
// Memory
// - A wait with a deadline has a timer of its own: one for all waits of an object would be cancelled and set again by
//   all the threads of an executor.
// - When the execution context is destroyed its suspended coroutines are destroyed, and nothing is posted to it any
//   more: what holds a Continuation is a ContextMember (async/context_service.hpp) and destroys or uses it under a
//   mutex of its own.

namespace azoth::async {

/// Whether a cancellation of this type ends a wait.
constexpr bool ends_waits(boost::asio::cancellation_type type) noexcept {
    return (type & boost::asio::cancellation_type::terminal) != boost::asio::cancellation_type::none;
}

/// A suspended coroutine, which awaits suspend<Results...>(). It is resumed by one call of post() or resume(), and
/// destroyed with this object if there is none. Not thread-safe.
template <class... Results>
class Continuation {
public:
    using Signature = void(std::exception_ptr, Results...);
    using Handler = typename boost::asio::async_result<boost::asio::use_awaitable_t<>, Signature>::handler_type;

    explicit Continuation(Handler handler) : handler_(std::move(handler)) {}
    Continuation(Continuation&&) = default;
    Continuation& operator=(Continuation&&) = delete;

    using allocator_type = boost::asio::associated_allocator_t<Handler>;
    boost::asio::any_io_executor executor() const noexcept { return boost::asio::get_associated_executor(handler_); }
    allocator_type get_allocator() const noexcept { return boost::asio::get_associated_allocator(handler_); }

    /// Calls cancel() on the coroutine's executor when a cancellation ends the wait: perhaps after the coroutine was
    /// posted, never after it has resumed. To be called before another thread can resume the coroutine. Throws
    /// std::bad_alloc.
    template <class Cancel>
    void on_cancel(Cancel cancel) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler_);
        if (!slot.is_connected()) return;
        slot.assign([cancel = std::move(cancel)](boost::asio::cancellation_type type) {
            if (ends_waits(type)) cancel();
        });
    }

    /// Resumes the coroutine by a post to its executor, with the results or the exception. Locks may be held.
    void post(std::exception_ptr error, Results... results) && {
        const boost::asio::any_io_executor there = executor();
        post_to(there, Resumption(std::move(handler_), std::move(error), std::move(results)...));
    }

    /// Resumes the coroutine before it returns if `here` is its executor, otherwise as post() does. Only for a handler
    /// that runs on `here`, with no lock held. Throws what the coroutine's completion handler throws.
    void resume(const boost::asio::any_io_executor& here, std::exception_ptr error, Results... results) && {
        if (executor() != here) return std::move(*this).post(std::move(error), std::move(results)...);
        std::move(handler_)(std::move(error), std::move(results)...);
    }

private:
    class Resumption {
    public:
        using allocator_type = boost::asio::associated_allocator_t<Handler>;

        Resumption(Handler handler, std::exception_ptr error, Results... results)
            : handler_(std::move(handler)), results_(std::move(error), std::move(results)...) {}
        allocator_type get_allocator() const noexcept { return boost::asio::get_associated_allocator(handler_); }
        void operator()() { std::apply(std::move(handler_), std::move(results_)); }

    private:
        Handler handler_;
        std::tuple<std::exception_ptr, Results...> results_;
    };

    Handler handler_;
};

/// Calls the function with the coroutine that it suspends.
template <class Start, class... Results>
struct Initiation {
    Start start;
    template <class... Arguments>
    void operator()(typename Continuation<Results...>::Handler handler, Arguments&&... arguments) {
        std::move(start)(Continuation<Results...>(std::move(handler)), std::forward<Arguments>(arguments)...);
    }
};

/// Suspends the awaiting coroutine and calls start(Continuation<Results...>, arguments...), which throws nothing. From
/// the moment that another thread can resume the coroutine, start uses nothing of the coroutine, not even itself: it
/// hands the continuation over last, or under a lock that the other thread takes first. One coroutine frame, Asio's.
template <class... Results, class Start, class... Arguments>
auto suspend(Start start, Arguments&&... arguments) {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&,
                                       typename Continuation<Results...>::Signature>(
        Initiation<Start, Results...>{std::move(start)}, boost::asio::use_awaitable,
        std::forward<Arguments>(arguments)...);
}

}  // namespace azoth::async
