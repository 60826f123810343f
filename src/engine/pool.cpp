#include "engine/pool.hpp"

#include "engine/suspend.hpp"
#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <atomic>
#include <cstdio>
#include <vector>

namespace azoth::detail {
namespace asio = boost::asio;
namespace {

// What can't be rolled back by then is closed.
constexpr std::chrono::seconds reset_limit{10};

bool is_stopped(const asio::any_io_executor& executor) noexcept {
    const auto* const io = executor.target<asio::io_context::executor_type>();
    return io != nullptr && io->context().stopped();
}

task<void> close_session(std::shared_ptr<Session> session) { co_await session->close(); }

}  // namespace

Lease::~Lease() {
    if (session_ != nullptr) pool_->checkin(id_);
}

/// One call of checkout(), from the question to the lease. If its coroutine ends early, what it was given goes back.
class Ticket {
public:
    Ticket(std::shared_ptr<Pool> pool, const asio::any_io_executor& executor, ContextKey context)
        : pool_(std::move(pool)), executor_(executor), context_(context) {
        Pool::Lock lock(pool_->mutex_);
        id_ = ++pool_->last_id_;
        take(lock, pool_->state_.checkout(id_, context_));
    }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
        Pool::Lock lock(pool_->mutex_);
        if (waiter_ != nullptr) {
            if (!waiter_->done) {
                pool_->state_.give_up(id_);
                pool_->waiters_.erase(id_);
                return;
            }
            served_ = waiter_->served;
        }
        if (served_.verdict == Verdict::open) {
            pool_->perform(lock, pool_->state_.open_failed(id_));
        } else if (served_.verdict == Verdict::lease) {
            const SessionId id = served_.lease;
            lock.unlock();
            pool_->checkin(id);
        }
    }

    bool must_wait() const noexcept { return waiter_ != nullptr; }
    bool has_session() const noexcept { return served_.verdict == Verdict::lease; }

    task<void> wait() {
        asio::steady_timer timer(executor_);
        // The coroutine may resume on another thread as soon as the lock is released: nothing is touched after that.
        co_await suspend([&](std::function<void()> resume, asio::cancellation_slot slot) {
            Pool::Lock lock(pool_->mutex_);
            if (waiter_->done) {
                lock.unlock();
                return resume();
            }
            waiter_->resume = std::move(resume);
            const std::weak_ptr<Pool> weak = pool_;
            timer.expires_after(pool_->timeout_);
            timer.async_wait([weak, id = id_](boost::system::error_code error) {
                const auto pool = weak.lock();
                if (error || pool == nullptr) return;
                pool->give_up(id, std::make_exception_ptr(TimeoutError(pool->timeout_message())));
            });
            if (!slot.is_connected()) return;
            slot.assign([weak, id = id_](asio::cancellation_type) {
                const boost::system::system_error cancelled(asio::error::operation_aborted);
                if (const auto pool = weak.lock()) pool->give_up(id, std::make_exception_ptr(cancelled));
            });
        });
        served_ = waiter_->served;
        const std::exception_ptr error = waiter_->error;
        waiter_.reset();
        if (error) std::rethrow_exception(error);
    }

    Session& session() const {
        const Pool::Lock lock(pool_->mutex_);
        return *pool_->slots_.at(served_.lease).session;
    }
    Lease lease() {
        const Pool::Lock lock(pool_->mutex_);
        Pool::Slot& slot = pool_->slots_.at(served_.lease);
        slot.executor = executor_;
        served_.verdict = Verdict::none;
        return Lease(pool_, served_.lease, *slot.session);
    }
    void probe_failed() {
        Pool::Lock lock(pool_->mutex_);
        take(lock, pool_->state_.probe_failed(id_, served_.lease));
    }
    void opened(std::unique_ptr<Session> session) {
        const Pool::Lock lock(pool_->mutex_);
        const SessionId session_id = ++pool_->last_id_;
        pool_->slots_.emplace(session_id, Pool::Slot{std::move(session), executor_, context_});
        pool_->state_.opened(id_, session_id, context_);
        served_.verdict = Verdict::lease;
        served_.lease = session_id;
    }

private:
    void take(Pool::Lock& lock, PoolActions actions) {
        served_ = actions;
        if (actions.verdict == Verdict::none) {
            waiter_ = std::make_shared<Pool::Waiter>();
            waiter_->context = context_;
            pool_->waiters_.emplace(id_, waiter_);
        }
        actions.verdict = Verdict::none;  // for this ticket, which is no waiter yet
        pool_->perform(lock, actions);
    }

    std::shared_ptr<Pool> pool_;
    asio::any_io_executor executor_;
    ContextKey context_;
    WaiterId id_ = 0;
    PoolActions served_;
    std::shared_ptr<Pool::Waiter> waiter_;
};

/// Reports how a reset ended, even if its coroutine never ran.
class ResetGuard {
public:
    ResetGuard(std::shared_ptr<Pool> pool, SessionId id) noexcept : pool_(std::move(pool)), id_(id) {}
    ResetGuard(ResetGuard&& other) noexcept : pool_(std::move(other.pool_)), id_(other.id_) {}
    ResetGuard& operator=(ResetGuard&&) = delete;
    ~ResetGuard() {
        if (pool_ != nullptr) pool_->reset_done(id_, SessionState::broken);
    }
    void done(SessionState state) noexcept { std::exchange(pool_, nullptr)->reset_done(id_, state); }

private:
    std::shared_ptr<Pool> pool_;
    SessionId id_;
};

namespace {

task<void> reset(ResetGuard guard, std::shared_ptr<Session> session) {
    // Whoever comes first, the answer or the alarm, sets it.
    const auto decided = std::make_shared<std::atomic<bool>>(false);
    asio::steady_timer alarm(co_await asio::this_coro::executor, reset_limit);
    alarm.async_wait([decided, weak = std::weak_ptr<Session>(session)](boost::system::error_code error) {
        const auto late = weak.lock();
        if (!error && late != nullptr && !decided->exchange(true)) late->abort();
    });
    try {
        co_await session->control("ROLLBACK");
    } catch (const std::exception&) {
        // Whether it is clean now is asked below.
    }
    const bool clean = !decided->exchange(true) && session->is_usable() && session->is_clean();
    session.reset();
    guard.done(clean ? SessionState::clean : SessionState::broken);
}

}  // namespace

Pool::Pool(std::unique_ptr<Connector> connector, const EngineOptions& options)
    : connector_(std::move(connector)),
      size_(options.pool_size),
      max_overflow_(options.max_overflow),
      timeout_(options.pool_timeout),
      state_(PoolState::Limits{options.pool_size, options.max_overflow, options.pool_use_lifo}) {}

Pool::~Pool() {
    for (auto& [id, slot] : slots_) slot.session->abort();
}

task<Lease> Pool::checkout() {
    const std::shared_ptr<Pool> self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    asio::execution_context& context = asio::query(executor, asio::execution::context);
    watch(context);
    Ticket ticket(self, executor, &context);
    for (;;) {
        if (ticket.must_wait()) co_await ticket.wait();
        if (!ticket.has_session())
            ticket.opened(co_await connector_->connect());
        else if (!ticket.session().probe()) {
            ticket.probe_failed();
            continue;
        }
        co_return ticket.lease();
    }
}

task<void> Pool::dispose() {
    const std::shared_ptr<Pool> self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const ContextKey here = &asio::query(executor, asio::execution::context);
    std::vector<Slot> slots;
    {
        Lock lock(mutex_);
        for (const SessionId id : state_.dispose()) slots.push_back(take_slot(id));
        serve_all(lock);
    }
    for (Slot& slot : slots) {
        // Another context may not be running: there is no waiting for it.
        if (slot.context == here) {
            co_await slot.session->close();
        } else {
            slot.session->abort();
        }
        slot.session.reset();
    }
}

PoolStatus Pool::status() const {
    const Lock lock(mutex_);
    PoolStatus status;
    status.size = size_;
    status.checked_in = state_.idle();
    status.checked_out = state_.in_use();
    status.overflow = size_ != 0 && state_.total() > size_ ? state_.total() - size_ : 0;
    status.waiting = state_.waiting();
    return status;
}

void Pool::checkin(SessionId id) noexcept {
    Lock lock(mutex_);
    perform(lock, state_.checkin(id, state_of(slots_.at(id))));
}

void Pool::reset_done(SessionId id, SessionState state) noexcept {
    Lock lock(mutex_);
    if (!contexts_.contains(slots_.at(id).context)) state = SessionState::broken;
    perform(lock, state_.reset_done(id, state));
}

SessionState Pool::state_of(const Slot& slot) const noexcept {
    if (!slot.session->is_usable() || !contexts_.contains(slot.context)) return SessionState::broken;
    if (slot.session->is_clean()) return SessionState::clean;
    return is_stopped(slot.executor) ? SessionState::broken : SessionState::dirty;
}

void Pool::perform(Lock& lock, const PoolActions& actions) noexcept {
    std::function<void()> resume;
    Slot gone;
    bool context_alive = false;
    Slot dirty;
    if (actions.verdict != Verdict::none) {
        const auto found = waiters_.find(actions.waiter);
        found->second->served = actions;
        found->second->done = true;
        resume = std::move(found->second->resume);
        waiters_.erase(found);
    }
    if (actions.discard != 0) {
        gone = take_slot(actions.discard);
        context_alive = contexts_.contains(gone.context);
    }
    if (actions.reset != 0) dirty = slots_.at(actions.reset);
    lock.unlock();

    if (gone.session != nullptr) discard(std::move(gone), context_alive);
    if (dirty.session != nullptr) {
        asio::co_spawn(dirty.executor, reset(ResetGuard(shared_from_this(), actions.reset), std::move(dirty.session)),
                       [](const std::exception_ptr&) {});
    }
    if (resume) resume();
}

void Pool::serve_all(Lock& lock) noexcept {
    for (;;) {
        const PoolActions actions = state_.serve_next();
        if (actions.verdict == Verdict::none) return;
        perform(lock, actions);
        lock.lock();
    }
}

void Pool::give_up(WaiterId id, std::exception_ptr error) noexcept {
    std::function<void()> resume;
    {
        const Lock lock(mutex_);
        if (!state_.give_up(id)) return;
        const auto found = waiters_.find(id);
        found->second->error = std::move(error);
        found->second->done = true;
        resume = std::move(found->second->resume);
        waiters_.erase(found);
    }
    resume();
}

void Pool::context_closed(ContextKey context) noexcept {
    std::vector<Slot> slots;
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
        Lock lock(mutex_);
        contexts_.erase(context);
        for (const SessionId id : state_.context_closed(context)) slots.push_back(take_slot(id));
        std::erase_if(waiters_, [&](const auto& item) {
            if (item.second->context != context) return false;
            waiters.push_back(item.second);
            return true;
        });
        serve_all(lock);
    }
    for (const Slot& slot : slots) slot.session->abort();
    // Their coroutines go with the context, and take back here what they hold.
    for (const auto& waiter : waiters) const std::function<void()> dropped = std::exchange(waiter->resume, nullptr);
}

Pool::Slot Pool::take_slot(SessionId id) {
    auto node = slots_.extract(id);
    return std::move(node.mapped());
}

void Pool::discard(Slot slot, bool context_alive) noexcept {
    if (context_alive && !is_stopped(slot.executor) && slot.session->is_usable() && slot.session->is_clean()) {
        asio::co_spawn(slot.executor, close_session(std::move(slot.session)), [](const std::exception_ptr&) {});
    } else {
        slot.session->abort();
    }
}

void Pool::watch(asio::execution_context& context) {
    {
        const Lock lock(mutex_);
        if (!contexts_.insert(&context).second) return;
    }
    asio::use_service<ContextWatch>(context).add(weak_from_this());
}

std::string Pool::timeout_message() const {
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(),
                  "QueuePool limit of size %zu overflow %d reached, connection timed out, timeout %0.2f", size_,
                  max_overflow_, std::chrono::duration<double>(timeout_).count());
    return text.data();
}

}  // namespace azoth::detail
