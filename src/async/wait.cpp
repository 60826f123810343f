#include "async/wait.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/error_code.hpp>

#include <utility>

namespace azoth::async {
namespace asio = boost::asio;

Deadline deadline_after(std::chrono::steady_clock::duration time) noexcept {
    const Deadline now = std::chrono::steady_clock::now();
    return time < no_deadline - now ? now + time : no_deadline;
}

void Wait::complete(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (completed_) return;
    error_ = std::move(error);
    resume();
    completed_ = true;
}

void Wait::resume() {
    if (coroutine_ == nullptr) return;
    auto resume_inline = [coroutine = coroutine_, error = error_]() mutable {
        Continuation<> continuation = std::move(**coroutine);
        const asio::any_io_executor here = continuation.executor();
        std::move(continuation).resume(here, std::move(error));
    };
    const Continuation<>& continuation = **coroutine_;
    post_to(continuation.executor(), asio::bind_allocator(continuation.get_allocator(), std::move(resume_inline)));
    coroutine_ = nullptr;
    error_ = nullptr;
    busy_ = {};
}

void Wait::start(Continuation<> continuation, std::shared_ptr<Wait> self, std::shared_ptr<Coroutine> memory) noexcept {
    std::exception_ptr error;
    try {
        continuation.on_cancel([weak = std::weak_ptr(self)] {
            if (const std::shared_ptr<Wait> cancelled = weak.lock()) cancelled->interrupt(Interrupt::cancelled);
        });
    } catch (...) {
        error = std::current_exception();
    }
    {
        const std::lock_guard lock(self->mutex_);
        self->busy_ = asio::prefer(continuation.executor(), asio::execution::outstanding_work.tracked);
        memory->emplace(std::move(continuation));
        self->coroutine_ = std::move(memory);
        if (error && !self->completed_) {
            self->error_ = std::move(error);
            self->completed_ = true;
        }
        if (self->completed_) return self->resume();
    }
    try {
        self->begin();
    } catch (...) {
        self->complete(std::current_exception());
    }
}

void Wait::context_destroyed() noexcept {
    // Destroyed after the mutex is released: the coroutine may own the mutex or the context.
    std::shared_ptr<Coroutine> coroutine;
    asio::any_io_executor busy;
    const std::lock_guard lock(mutex_);
    completed_ = true;
    coroutine.swap(coroutine_);
    busy.swap(busy_);
}

task<void> wait(std::shared_ptr<Wait> wait, Deadline deadline) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    auto memory = std::make_shared<Wait::Coroutine>();
    wait->join_context(executor, wait);
    std::optional<asio::steady_timer> timer;
    if (deadline != no_deadline) {
        timer.emplace(executor, deadline);
        timer->async_wait([weak = std::weak_ptr(wait)](boost::system::error_code error) {
            const std::shared_ptr<Wait> late = error ? nullptr : weak.lock();
            if (late != nullptr) late->interrupt(Interrupt::timed_out);
        });
    }
    std::exception_ptr error;
    try {
        co_await suspend(&Wait::start, wait, std::move(memory));
    } catch (...) {
        error = std::current_exception();
    }
    wait->leave_context();
    if (error) std::rethrow_exception(error);
}

}  // namespace azoth::async
