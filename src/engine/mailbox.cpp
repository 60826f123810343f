#include "engine/mailbox.hpp"

#include "async/suspend.hpp"
#include "error_copy.hpp"
#include <azoth/engine/context_switch.hpp>
#include <azoth/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace azoth::detail {
namespace asio = boost::asio;

namespace {

// A notification needs memory even without a payload.
std::size_t memory_of(const Notification& notification) noexcept {
    return sizeof notification + notification.channel.size() + notification.payload.size();
}

}  // namespace

/// Waits until there is a notification, or the inbox has ended.
class Inbox::Waiter final : public async::Wait, public std::enable_shared_from_this<Waiter> {
public:
    explicit Waiter(std::weak_ptr<Inbox> inbox) : inbox_(std::move(inbox)) {}

    bool is_late() const noexcept { return late_; }  // requires the inbox's mutex

private:
    void begin() override {
        const std::shared_ptr<Inbox> inbox = inbox_.lock();
        if (inbox == nullptr) return;
        const std::lock_guard lock(inbox->mutex_);
        if (!inbox->waiting_.empty() || inbox->end_ || interrupted_) return complete();
        if (!inbox->waiter_.expired()) {
            throw InvalidRequestError("another coroutine is already waiting for the next notification");
        }
        inbox->waiter_ = weak_from_this();
    }

    void interrupt(async::Interrupt why) noexcept override {
        const std::shared_ptr<Inbox> inbox = inbox_.lock();
        if (inbox == nullptr) return;
        const std::lock_guard lock(inbox->mutex_);
        interrupted_ = true;
        if (why == async::Interrupt::timed_out) late_ = true;
        if (inbox->waiter_.lock().get() == this) inbox->wake();
    }

    const std::weak_ptr<Inbox> inbox_;
    bool interrupted_ = false;
    bool late_ = false;
};

void Inbox::put(const Notification& notification) noexcept {
    const std::lock_guard lock(mutex_);
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
    wake();
}

bool Inbox::is_ended() const noexcept {
    const std::lock_guard lock(mutex_);
    return end_ != nullptr;
}

void Inbox::end(std::exception_ptr why) noexcept {
    const std::lock_guard lock(mutex_);
    if (end_) return;
    end_ = std::move(why);
    wake();
}

void Inbox::wake() noexcept {
    const std::shared_ptr<Waiter> waiter = waiter_.lock();
    if (waiter == nullptr) return;
    try {
        waiter->complete();
        waiter_.reset();
    } catch (const std::bad_alloc&) {
        // The next notification resumes it.
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

// A notification is removed only for a coroutine that receives it: a coroutine that was cancelled, or that could still
// be cancelled before it resumes, removes none.
task<Notification> Inbox::next(async::Deadline deadline) {
    const std::shared_ptr<Inbox> self = shared_from_this();
    if (!has_switched(co_await context_switch_question())) co_await switch_context();
    bool late = false;
    for (;;) {
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (async::ends_waits(cancellation.cancelled())) throw CancelledError(Outcome::not_sent);
        {
            const std::lock_guard lock(mutex_);
            if (std::optional<Notification> first = take_locked()) co_return std::move(*first);
            if (end_) std::rethrow_exception(own_copy(end_));
            if (late) throw TimeoutError("no notification arrived within the time given to next()");
        }
        const auto waiter = std::make_shared<Waiter>(self);
        co_await async::wait(waiter, deadline);
        const std::lock_guard lock(mutex_);
        late = waiter->is_late();
    }
}

std::uint64_t Inbox::missed() const noexcept {
    const std::lock_guard lock(mutex_);
    return missed_;
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
    // One listener at a time, without the mutex and without allocating: a resumed coroutine may close others.
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
        d.message = "the listener's connection was lost";
        d.connection_lost = true;
        why = std::make_exception_ptr(OperationalError(std::move(d)));
    } catch (const std::bad_alloc&) {
        why = std::current_exception();
    }
    end(why);
}

}  // namespace azoth::detail
