#include "engine/pool.hpp"

#include "engine/pool_limits.hpp"
#include "engine/random_fraction.hpp"
#include "engine/session_reset.hpp"
#include "error_copy.hpp"
#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace azoth::detail {
namespace asio = boost::asio;
namespace {

using Clock = std::chrono::steady_clock;

bool is_stopped(const asio::any_io_executor& executor) noexcept {
    const auto* const io = executor.target<asio::io_context::executor_type>();
    return io != nullptr && io->context().stopped();
}

task<void> close_session(std::shared_ptr<Session> session) { co_await session->close(); }

}  // namespace

Lease::~Lease() {
    if (session_ != nullptr && pool_ != nullptr) pool_->checkin(id_, std::move(note_));
}

bool Lease::retire() const noexcept { return pool_ != nullptr && pool_->retire(id_); }

ConnectionEvent Lease::event() const { return pool_ == nullptr ? ConnectionEvent() : pool_->event_of(id_); }

asio::any_io_executor Lease::executor() const {
    return pool_ == nullptr ? asio::any_io_executor() : pool_->executor_of(id_);
}

Pool::Pool(std::shared_ptr<Connector> connector, const EngineOptions& options, std::string discard,
           std::unique_ptr<const PoolWatch> watch)
    : connector_(std::move(connector)),
      options_(options),
      discard_(std::move(discard)),
      watch_(std::move(watch)),
      state_(pool_limits(options)) {}

Pool::~Pool() {
    for (auto& [id, slot] : slots_) {
        slot.session->abort();
        closed(slot);
    }
    slots_.clear();  // before the pool's members leave their contexts
}

void Pool::abort() noexcept {
    std::vector<std::shared_ptr<Session>> sessions;
    {
        const Lock lock(mutex_);
        for (const auto& [id, slot] : slots_) sessions.push_back(slot.session);
    }
    // A session resumes the callers of its operations, which may call this pool.
    for (const std::shared_ptr<Session>& session : sessions) {
        if (session != nullptr) session->abort();
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
        perform(lock, {});
    }
    for (Slot& slot : slots) {
        // Another context may not be running, so its operations cannot be awaited.
        if (slot.context == here) {
            co_await slot.session->close();
        } else {
            slot.session->abort();
        }
        slot.session.reset();
        closed(slot);
    }
}

void Pool::checkin(SessionId id, CheckInNote note) noexcept {
    Lock lock(mutex_);
    Slot& slot = slots_.at(id);
    slot.note = std::move(note);
    if (watch_ != nullptr) {
        const bool was_used = slot.since != PoolTime();
        const ConnectionEvent event = event_of(slot);
        const asio::any_io_executor there = executor_of(slot);
        const bool useless = slot.note.invalid || !slot.session->is_usable();
        lock.unlock();
        if (was_used) watch_->returned(event, there);
        if (useless) watch_->invalidated(event.connection);
        lock.lock();
    }
    slot.label.clear();
    slot.since = {};
    const asio::any_io_executor executor = slot.executor;
    const ContextKey context = slot.context;
    PoolActions actions = state_.checkin(id, state_of(slot), Clock::now());
    perform(lock, std::move(actions), executor, context);
}

void Pool::reset_done(SessionId id, SessionState state) noexcept {
    Lock lock(mutex_);
    if (!contexts_.contains(slots_.at(id).context)) state = SessionState::broken;
    perform(lock, state_.reset_done(id, state, Clock::now()));
}

SessionState Pool::state_of(const Slot& slot) const noexcept {
    if (!contexts_.contains(slot.context) || slot.note.invalid) return SessionState::broken;
    if (!slot.session->is_usable()) return SessionState::lost;
    if (slot.session->is_clean() && slot.note.reset.empty() && !discards(slot.note)) return SessionState::clean;
    return is_stopped(slot.executor) ? SessionState::broken : SessionState::dirty;
}

bool Pool::discards(const CheckInNote& note) const noexcept {
    return note.changed && options_.pool_reset_on_return == ResetOnReturn::discard_all && !discard_.empty();
}

SessionId Pool::add_slot(std::unique_ptr<Session> session, const asio::any_io_executor& executor, ContextKey context) {
    const SessionId id = ++last_id_;
    Slot slot{std::move(session), executor, context, {}, {}, {}};
    slot.number = ++last_number_;
    slots_.emplace(id, std::move(slot));
    return id;
}

ConnectionEvent Pool::event_of(SessionId id) const {
    const Lock lock(mutex_);
    return event_of(slots_.at(id));
}

ConnectionEvent Pool::event_of(const Slot& slot) const {
    ConnectionEvent event;
    event.connection = slot.number;
    event.label = slot.label;
    event.used = Clock::now() - slot.since;
    return event;
}

asio::any_io_executor Pool::executor_of(SessionId id) const {
    const Lock lock(mutex_);
    return executor_of(slots_.at(id));
}

asio::any_io_executor Pool::executor_of(const Slot& slot) const {
    if (!contexts_.contains(slot.context) || is_stopped(slot.executor)) return {};
    return slot.executor;
}

void Pool::perform(Lock& lock, PoolActions actions) noexcept { perform(lock, std::move(actions), {}, nullptr); }

void Pool::perform(Lock& lock, PoolActions actions, const asio::any_io_executor& executor,
                   ContextKey context) noexcept {
    Work work;
    const PoolTime now = Clock::now();
    collect(work, actions);
    for (;;) {
        actions = state_.serve_next(now);
        collect(work, actions);
        if (actions.verdict == Verdict::none) break;
    }
    if (waiters_.empty()) alarm_.reset();
    if (executor && contexts_.contains(context) && !is_stopped(executor)) {
        work.executor = executor;
        for (std::size_t i = state_.warm_ups_wanted(); i != 0; --i) {
            work.warm_ups.push_back(++last_id_);
            state_.begin_warm_up(last_id_);
        }
    }
    lock.unlock();
    carry_out(std::move(work));
}

void Pool::collect(Work& work, const PoolActions& actions) {
    if (actions.verdict != Verdict::none) {
        const auto found = waiters_.find(actions.waiter);
        found->second->served = actions;
        found->second->done = true;
        found->second->complete();
        waiters_.erase(found);
    }
    for (const SessionId id : actions.discard) {
        Slot gone = take_slot(id);
        const bool alive = contexts_.contains(gone.context);
        work.discarded.emplace_back(std::move(gone), alive);
    }
    if (actions.reset != 0) {
        Slot& slot = slots_.at(actions.reset);
        if (discards(slot.note)) {
            slot.note.reset.assign(1, discard_);
            slot.fresh = true;
        }
        work.resets.emplace_back(actions.reset, slot);
        slot.note = {};
    }
    if (actions.wake) set_alarm(*actions.wake);
}

/// Opens a session ahead of its use. Reports the result to the pool, even if its coroutine never ran.
class WarmUp {
public:
    /// caller: that gets the error; null: no caller waits.
    WarmUp(std::weak_ptr<Pool> pool, WaiterId id, const boost::asio::any_io_executor& executor,
           std::shared_ptr<Pool::Waiter> caller) noexcept
        : pool_(std::move(pool)), id_(id), executor_(executor), caller_(std::move(caller)) {}
    WarmUp(WarmUp&& other) noexcept
        : pool_(std::move(other.pool_)),
          id_(std::exchange(other.id_, 0)),
          executor_(std::move(other.executor_)),
          caller_(std::move(other.caller_)) {}
    WarmUp& operator=(WarmUp&&) = delete;
    ~WarmUp();

    void opened(std::unique_ptr<Session> session, PoolTime before);
    void failed(const std::exception& error);

private:
    std::weak_ptr<Pool> pool_;
    WaiterId id_;
    boost::asio::any_io_executor executor_;
    std::shared_ptr<Pool::Waiter> caller_;
};

WarmUp::~WarmUp() {
    const std::shared_ptr<Pool> pool = pool_.lock();
    if (id_ == 0 || pool == nullptr) return;
    Pool::Lock lock(pool->mutex_);
    pool->state_.open_cancelled(id_);
    pool->perform(lock, {});
}

void WarmUp::opened(std::unique_ptr<Session> session, PoolTime before) {
    const std::shared_ptr<Pool> pool = pool_.lock();
    if (pool == nullptr) return session->abort();
    const ContextKey context = &asio::query(executor_, asio::execution::context);
    const WaiterId id = std::exchange(id_, 0);
    SessionId session_id = 0;
    std::uint64_t number = 0;
    {
        const Pool::Lock lock(pool->mutex_);
        session_id = pool->add_slot(std::move(session), executor_, context);
        number = pool->slots_.at(session_id).number;
        pool->state_.opened(id, session_id, context, Clock::now(), random_fraction());
    }
    if (pool->watch_ != nullptr) pool->watch_->opened(number, Clock::now() - before);
    pool->checkin(session_id, {});
}

void WarmUp::failed(const std::exception& error) {
    const std::shared_ptr<Pool> pool = pool_.lock();
    if (id_ == 0 || pool == nullptr) return;
    Pool::Lock lock(pool->mutex_);
    pool->connecting_failed(error);
    pool->state_.open_failed(std::exchange(id_, 0), Clock::now());
    pool->perform(lock, {});
    lock.lock();
    pool->fail_waiters(lock);
    if (caller_ == nullptr) return;
    if (!pool->may_wait_after(error)) return pool->give_up(*caller_, own_copy(std::current_exception()));
    if (pool->too_many_) pool->too_many_();
}

namespace {

task<void> warm_up(WarmUp warm_up, std::shared_ptr<Connector> connector) {
    try {
        const PoolTime before = Clock::now();
        warm_up.opened(co_await connector->connect(), before);
    } catch (const std::exception& error) {
        warm_up.failed(error);
    }
}

}  // namespace

/// Reports the result of a reset to the pool, even if its coroutine never ran.
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

task<void> reset(ResetGuard guard, std::shared_ptr<Session> session, std::vector<std::string> statements) {
    const SessionState state = co_await reset_session(std::move(session), std::move(statements));
    guard.done(state);
}

}  // namespace

void Pool::carry_out(Work work) noexcept {
    for (auto& [slot, alive] : work.discarded) discard(std::move(slot), alive);
    for (auto& [id, slot] : work.resets) {
        if (watch_ != nullptr) watch_->reset(slot.number);
        asio::co_spawn(slot.executor,
                       reset(ResetGuard(shared_from_this(), id), std::move(slot.session), std::move(slot.note.reset)),
                       [](const std::exception_ptr&) {});
    }
    for (const WaiterId id : work.warm_ups) {
        asio::co_spawn(work.executor, warm_up(WarmUp(weak_from_this(), id, work.executor, nullptr), connector_),
                       [](const std::exception_ptr&) {});
    }
}

void Pool::open_for(const std::shared_ptr<Waiter>& caller, WaiterId id) {
    asio::co_spawn(caller->executor, warm_up(WarmUp(weak_from_this(), id, caller->executor, caller), connector_),
                   [](const std::exception_ptr&) {});
}

void Pool::close_idle() noexcept {
    Lock lock(mutex_);
    perform(lock, state_.close_idle());
}

bool Pool::retire(SessionId id) noexcept {
    Lock lock(mutex_);
    const bool present = state_.is_present(id);
    perform(lock, state_.retire(id));
    return present;
}

void Pool::retire() noexcept {
    Lock lock(mutex_);
    perform(lock, state_.retire());
}

void Pool::set_alarm(PoolTime when) {
    if (waiters_.empty() || (alarm_ && alarm_->at <= when)) return;
    const Waiter& someone = *waiters_.begin()->second;
    alarm_.reset();
    alarm_.emplace(Alarm{std::make_unique<asio::steady_timer>(someone.executor, when), someone.context, when});
    alarm_->timer->async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const std::shared_ptr<Pool> pool = weak.lock();
        if (!error && pool != nullptr) pool->ring();
    });
}

void Pool::ring() noexcept {
    Lock lock(mutex_);
    alarm_.reset();
    perform(lock, {});
}

void Pool::Waiter::interrupt(async::Interrupt why) noexcept {
    const std::shared_ptr<Pool> there = pool.lock();
    if (there == nullptr) return;
    if (why == async::Interrupt::timed_out) return there->timed_out(*this);
    there->give_up(*this, std::make_exception_ptr(CancelledError(Outcome::not_sent)));
}

bool Pool::is_waiting(const Waiter& waiter) const noexcept {
    const auto found = waiters_.find(waiter.id);
    return found != waiters_.end() && found->second.get() == &waiter;
}

void Pool::give_up(Waiter& waiter, const std::exception_ptr& error) noexcept {
    const Lock lock(mutex_);
    if (!is_waiting(waiter)) return;
    state_.give_up(waiter.id);
    waiter.done = true;
    waiter.complete(error);
    waiters_.erase(waiter.id);
    if (waiters_.empty()) alarm_.reset();
}

void Pool::timed_out(Waiter& waiter) noexcept {
    std::exception_ptr error;
    {
        const Lock lock(mutex_);
        if (!is_waiting(waiter)) return;
        ++timeouts_;
        error = std::make_exception_ptr(ConnectionTimeoutError(timeout_message()));
    }
    if (watch_ != nullptr) watch_->timed_out();
    give_up(waiter, error);
}

void Pool::connecting_failed(const std::exception& error) {
    ++failed_to_open_;
    connect_error_ = error.what();
    connect_failure_ = own_copy(std::current_exception());
}

bool Pool::may_wait_after(const std::exception& error) const noexcept {
    const auto* const refusal = dynamic_cast<const DatabaseError*>(&error);
    return refusal != nullptr && refusal->sqlstate() == "53300" && !options_.fail_fast;
}

bool Pool::fails_fast() const noexcept { return options_.fail_fast && state_.waits_for_opening(); }

void Pool::fail_waiters(Lock& lock) noexcept {
    if (fails_fast()) {
        for (auto& [id, waiter] : std::exchange(waiters_, {})) {
            state_.give_up(id);
            waiter->done = true;
            waiter->complete(own_copy(connect_failure_));
        }
        alarm_.reset();
    }
    lock.unlock();
}

void Pool::context_closed(ContextKey context) noexcept {
    std::vector<Slot> slots;
    {
        Lock lock(mutex_);
        contexts_.erase(context);
        if (alarm_ && alarm_->context == context) alarm_.reset();
        for (const SessionId id : state_.context_closed(context)) slots.push_back(take_slot(id));
        // Their coroutines are destroyed with the context and return what they hold.
        std::erase_if(waiters_, [&](const auto& item) { return item.second->context == context; });
        perform(lock, {});
    }
    for (const Slot& slot : slots) {
        slot.session->abort();
        closed(slot);
    }
}

Pool::Slot Pool::take_slot(SessionId id) {
    auto node = slots_.extract(id);
    return std::move(node.mapped());
}

void Pool::discard(Slot slot, bool context_alive) const noexcept {
    closed(slot);
    if (context_alive && !is_stopped(slot.executor) && slot.session->is_usable() && slot.session->is_clean()) {
        asio::co_spawn(slot.executor, close_session(std::move(slot.session)), [](const std::exception_ptr&) {});
    } else {
        slot.session->abort();
    }
}

void Pool::join(asio::execution_context& context) {
    const Lock lock(mutex_);
    if (contexts_.contains(&context)) return;
    auto presence = std::make_unique<Presence>(*this);
    presence->join(context);
    contexts_.emplace(&context, std::move(presence));
}

}  // namespace azoth::detail
