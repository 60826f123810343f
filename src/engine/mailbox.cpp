#include "engine/mailbox.hpp"

#include "engine/suspend.hpp"
#include "error_copy.hpp"
#include <azoth/engine/context_switch.hpp>
#include <azoth/error.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace azoth::detail {
namespace asio = boost::asio;

namespace {

// A notification takes memory without a payload, too.
std::size_t memory_of(const Notification& notification) noexcept {
    return sizeof notification + notification.channel.size() + notification.payload.size();
}

}  // namespace

void Inbox::put(const Notification& notification) noexcept {
    std::unique_lock lock(mutex_);
    if (end_) return;
    const std::size_t size = memory_of(notification);
    if (waiting_.size() >= limit_ || size > most_bytes_ - bytes_) {
        ++missed_;
        return;
    }
    try {
        waiting_.push_back(notification);
    } catch (const std::bad_alloc&) {
        ++missed_;
        return;
    }
    bytes_ += size;
    wake(lock);
}

bool Inbox::is_ended() const noexcept {
    const std::lock_guard lock(mutex_);
    return end_ != nullptr;
}

void Inbox::end(std::exception_ptr why) noexcept {
    std::unique_lock lock(mutex_);
    if (end_) return;
    end_ = std::move(why);
    wake(lock);
}

void Inbox::wake(std::unique_lock<std::mutex>& lock) noexcept {
    std::function<void()> resume = std::exchange(resume_, nullptr);
    lock.unlock();
    if (!resume) return;
    try {
        resume();
    } catch (const std::bad_alloc&) {
        // What comes next wakes it.
        lock.lock();
        if (!resume_) resume_ = std::move(resume);
        lock.unlock();
    }
}

std::optional<Notification> Inbox::take() {
    const std::lock_guard lock(mutex_);
    return take_locked();
}

std::optional<Notification> Inbox::take_locked() {
    std::optional<Notification> first;
    if (!waiting_.empty()) {
        first = std::move(waiting_.front());
        bytes_ -= memory_of(*first);
        waiting_.pop_front();
    }
    return first;
}

// A notification is taken only by a coroutine that is given it: one that was cancelled takes none, and neither does one
// that could still be cancelled before its caller resumes.
task<Notification> Inbox::next(std::chrono::steady_clock::time_point deadline) {
    const std::shared_ptr<Inbox> self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    asio::execution_context& context = asio::query(executor, asio::execution::context);
    if (!has_switched(co_await context_switch_question())) co_await switch_context();
    const auto late = std::make_shared<bool>(false);
    std::optional<asio::steady_timer> timer;
    for (;;) {
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none) throw CancelledError(Outcome::not_sent);
        {
            const std::lock_guard lock(mutex_);
            if (std::optional<Notification> first = take_locked()) co_return std::move(*first);
            if (end_) std::rethrow_exception(own_copy(end_));
            if (*late) throw TimeoutError("no notification came within the time given to next()");
            if (resume_) throw InvalidRequestError("another coroutine waits for the next notification already");
        }
        if (std::exchange(context_, &context) != &context) {
            asio::use_service<ContextWatch>(context).add(weak_from_this());
        }
        auto wait = suspend([&](const std::function<void()>& resume, auto slot) {
            std::unique_lock lock(mutex_);
            if (!waiting_.empty() || end_) {
                lock.unlock();
                return resume();
            }
            resume_ = resume;
            if (deadline != std::chrono::steady_clock::time_point::max()) {
                timer.emplace(executor, deadline);
                timer->async_wait(
                    [weak = weak_from_this(), waits = std::weak_ptr(late)](boost::system::error_code error) {
                        const auto inbox = weak.lock();
                        const auto over = waits.lock();  // none: the call has returned
                        if (error || inbox == nullptr || over == nullptr) return;
                        std::unique_lock locked(inbox->mutex_);
                        *over = true;
                        inbox->wake(locked);
                    });
            }
            if (!slot.is_connected()) return;
            slot.assign([this](asio::cancellation_type type) {
                if ((type & asio::cancellation_type::terminal) == asio::cancellation_type::none) return;
                std::unique_lock locked(mutex_);
                if (resume_) wake(locked);
            });
        });
        co_await std::move(wait);
    }
}

std::uint64_t Inbox::missed() const noexcept {
    const std::lock_guard lock(mutex_);
    return missed_;
}

void Inbox::context_closed(const void* context) noexcept {
    std::function<void()> dropped;
    const std::lock_guard lock(mutex_);
    // The coroutine goes with the context, once the mutex is free again.
    if (context == context_) dropped = std::exchange(resume_, nullptr);
}

std::shared_ptr<Inbox> Mailbox::open(std::string channel, std::size_t limit, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    return inboxes_.emplace_back(std::make_shared<Inbox>(std::move(channel), limit, bytes));
}

bool Mailbox::close(const Inbox& inbox) noexcept {
    const std::lock_guard lock(mutex_);
    std::erase_if(inboxes_, [&](const auto& one) { return one.get() == &inbox; });
    return std::ranges::none_of(inboxes_, [&](const auto& one) { return one->channel() == inbox.channel(); });
}

bool Mailbox::is_empty() const noexcept {
    const std::lock_guard lock(mutex_);
    return inboxes_.empty();
}

void Mailbox::end(const std::exception_ptr& why) noexcept {
    // One at a time, without the mutex and without memory of its own: a coroutine that is resumed may close others.
    while (true) {
        std::shared_ptr<Inbox> next;
        {
            const std::lock_guard lock(mutex_);
            const auto found = std::ranges::find_if(inboxes_, [](const auto& inbox) { return !inbox->is_ended(); });
            if (found == inboxes_.end()) return;
            next = *found;
        }
        std::exception_ptr own = why;
        try {
            own = own_copy(why);
        } catch (const std::bad_alloc&) {
        }
        next->end(std::move(own));
    }
}

void Mailbox::notify(Notification notification) noexcept {
    const std::lock_guard lock(mutex_);
    for (const auto& inbox : inboxes_) {
        if (inbox->channel() == notification.channel) inbox->put(notification);
    }
}

void Mailbox::lost() noexcept {
    std::exception_ptr why;
    try {
        Diagnostics d;
        d.sqlstate = "08006";
        d.message = "the connection that listened was lost";
        d.connection_lost = true;
        why = std::make_exception_ptr(OperationalError(std::move(d)));
    } catch (const std::bad_alloc&) {
        why = std::current_exception();
    }
    end(why);
}

}  // namespace azoth::detail
