#include "engine/pool.hpp"

#include "engine/pool_ticket.hpp"
#include "error_copy.hpp"
#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace azoth::detail {
namespace asio = boost::asio;
namespace {

using Clock = std::chrono::steady_clock;

// How many of those who hold connections a timeout names.
constexpr std::size_t named_holders = 10;

bool is_stopped(const asio::any_io_executor& executor) noexcept {
    const auto* const io = executor.target<asio::io_context::executor_type>();
    return io != nullptr && io->context().stopped();
}

task<void> close_session(std::shared_ptr<Session> session) { co_await session->close(); }

PoolState::Limits limits_of(const EngineOptions& options) {
    PoolState::Limits limits;
    limits.lifo = options.pool_use_lifo;
    limits.pre_ping = options.pool_pre_ping;
    limits.ping_after = options.pool_ping_after;
    switch (options.pool) {
        case PoolKind::null_pool:
            limits.size = 0;
            limits.keep = false;
            break;
        case PoolKind::static_pool:
            limits.size = 1;
            limits.max_overflow = 0;
            break;
        case PoolKind::queue_pool:
            limits.size = options.pool_size;
            limits.max_overflow = options.max_overflow;
            limits.min_idle = options.pool_min_idle;
            limits.recycle = options.pool_recycle;
            limits.recycle_jitter = options.pool_recycle_jitter;
            limits.idle_timeout = options.pool_idle_timeout;
            break;
    }
    return limits;
}

std::string age_text(Clock::duration time) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f s", std::chrono::duration<double>(time).count());
    return text.data();
}

}  // namespace

Lease::~Lease() {
    if (session_ != nullptr && pool_ != nullptr) pool_->checkin(id_, std::move(note_));
}

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
      state_(limits_of(options)) {}

Pool::~Pool() {
    for (auto& [id, slot] : slots_) {
        slot.session->abort();
        closed(slot);
    }
}

task<Lease> Pool::checkout(std::string label) {
    const std::shared_ptr<Pool> self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    asio::execution_context& context = asio::query(executor, asio::execution::context);
    watch(context);
    Ticket ticket(self, executor, &context, std::move(label));
    for (;;) {
        if (ticket.must_wait()) {
            ticket.check_outage();
            co_await ticket.wait();
        }
        if (!ticket.has_session()) {
            try {
                const PoolTime before = Clock::now();
                ticket.opened(co_await connector_->connect(), before);
            } catch (const Error& error) {
                ticket.open_failed(error);
                throw;
            }
        } else if (!co_await ticket.is_alive()) {
            ticket.session_lost();
            continue;
        }
        co_return ticket.lease();
    }
}

void Pool::abort() noexcept {
    std::vector<std::shared_ptr<Session>> sessions;
    {
        const Lock lock(mutex_);
        for (const auto& [id, slot] : slots_) sessions.push_back(slot.session);
    }
    // A session resumes the callers of its operations, which may come back to this pool.
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
        // Another context may not be running: there is no waiting for it.
        if (slot.context == here) {
            co_await slot.session->close();
        } else {
            slot.session->abort();
        }
        slot.session.reset();
        closed(slot);
    }
}

PoolStatus Pool::status() const {
    const PoolState::Limits limits = limits_of(options_);
    const Lock lock(mutex_);
    PoolStatus status;
    status.size = limits.size;
    status.checked_in = state_.idle();
    status.checked_out = state_.in_use();
    status.overflow = limits.size != 0 && state_.total() > limits.size ? state_.total() - limits.size : 0;
    status.waiting = state_.waiting();
    status.opened = state_.sessions_opened();
    status.closed = state_.sessions_closed();
    status.failed_to_open = failed_to_open_;
    status.timeouts = timeouts_;
    status.waits = waits_;
    return status;
}

void Pool::checkin(SessionId id, ReturnNote note) noexcept {
    Lock lock(mutex_);
    Slot& slot = slots_.at(id);
    slot.note = std::move(note);
    if (watch_ != nullptr) {
        const bool lent = slot.since != PoolTime();
        const ConnectionEvent event = event_of(slot);
        const asio::any_io_executor there = executor_of(slot);
        const bool useless = slot.note.invalid || !slot.session->is_usable();
        lock.unlock();
        if (lent) watch_->returned(event, there);
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
    if (slot.session->is_clean() && slot.note.clean_up.empty() && !discards(slot.note)) return SessionState::clean;
    return is_stopped(slot.executor) ? SessionState::broken : SessionState::dirty;
}

bool Pool::discards(const ReturnNote& note) const noexcept {
    return note.touched && options_.pool_reset_on_return == ResetOnReturn::discard_all && !discard_.empty();
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
        if (found->second->resume) work.resumed.push_back(std::move(found->second->resume));
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
            slot.note.clean_up.assign(1, discard_);
            slot.fresh = true;
        }
        work.resets.emplace_back(actions.reset, slot);
        slot.note = {};
    }
    if (actions.wake) set_alarm(*actions.wake);
}

void Pool::carry_out(Work work) noexcept {
    for (auto& [slot, alive] : work.discarded) discard(std::move(slot), alive);
    for (auto& [id, slot] : work.resets) {
        if (watch_ != nullptr) watch_->reset(slot.number);
        asio::co_spawn(
            slot.executor,
            reset(ResetGuard(shared_from_this(), id), std::move(slot.session), std::move(slot.note.clean_up)),
            [](const std::exception_ptr&) {});
    }
    for (const WaiterId id : work.warm_ups) {
        asio::co_spawn(work.executor, warm_up(WarmUp(weak_from_this(), id, work.executor), connector_),
                       [](const std::exception_ptr&) {});
    }
    for (const std::function<void()>& resume : work.resumed) resume();
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

void Pool::give_up(WaiterId id, const std::exception_ptr& error) noexcept {
    std::function<void()> resume;
    {
        const Lock lock(mutex_);
        if (!state_.give_up(id)) return;
        const auto found = waiters_.find(id);
        found->second->error = error;
        found->second->done = true;
        resume = std::move(found->second->resume);
        waiters_.erase(found);
        if (waiters_.empty()) alarm_.reset();
    }
    resume();
}

void Pool::timed_out(WaiterId id) noexcept {
    std::exception_ptr error;
    {
        const Lock lock(mutex_);
        if (!waiters_.contains(id)) return;
        ++timeouts_;
        error = std::make_exception_ptr(ConnectionTimeoutError(timeout_message()));
    }
    if (watch_ != nullptr) watch_->timed_out();
    give_up(id, error);
}

void Pool::connecting_failed(const std::exception& error) {
    ++failed_to_open_;
    connect_error_ = error.what();
    connect_failure_ = own_copy(std::current_exception());
}

bool Pool::fails_fast() const noexcept { return options_.fail_fast && state_.waits_for_opening(); }

void Pool::fail_waiters(Lock& lock) noexcept {
    std::vector<std::function<void()>> resumed;
    if (fails_fast()) {
        for (auto& [id, waiter] : std::exchange(waiters_, {})) {
            state_.give_up(id);
            waiter->error = own_copy(connect_failure_);
            waiter->done = true;
            if (waiter->resume) resumed.push_back(std::move(waiter->resume));
        }
        alarm_.reset();
    }
    lock.unlock();
    for (const std::function<void()>& resume : resumed) resume();
}

void Pool::context_closed(ContextKey context) noexcept {
    std::vector<Slot> slots;
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
        Lock lock(mutex_);
        contexts_.erase(context);
        if (alarm_ && alarm_->context == context) alarm_.reset();
        for (const SessionId id : state_.context_closed(context)) slots.push_back(take_slot(id));
        std::erase_if(waiters_, [&](const auto& item) {
            if (item.second->context != context) return false;
            waiters.push_back(item.second);
            return true;
        });
        perform(lock, {});
    }
    for (const Slot& slot : slots) {
        slot.session->abort();
        closed(slot);
    }
    // Their coroutines go with the context, and take back here what they hold.
    for (const auto& waiter : waiters) const std::function<void()> dropped = std::exchange(waiter->resume, nullptr);
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

void Pool::watch(asio::execution_context& context) {
    {
        const Lock lock(mutex_);
        if (!contexts_.insert(&context).second) return;
    }
    asio::use_service<ContextWatch>(context).add(weak_from_this());
}

std::string Pool::timeout_message() const {
    const PoolState::Limits limits = limits_of(options_);
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(),
                  "QueuePool limit of size %zu overflow %d reached, connection timed out, timeout %0.2f", limits.size,
                  limits.max_overflow, std::chrono::duration<double>(options_.pool_timeout).count());
    std::string message = text.data();
    if (state_.is_down()) return message + "; the last attempt to connect failed: " + connect_error_;

    std::vector<const Slot*> holders;
    for (const auto& [id, slot] : slots_) {
        if (slot.since != PoolTime()) holders.push_back(&slot);
    }
    std::ranges::sort(holders, {}, &Slot::since);
    const PoolTime now = Clock::now();
    for (std::size_t i = 0; i < std::min(holders.size(), named_holders); ++i) {
        const Slot& slot = *holders[i];
        message += (i == 0 ? "; in use by " : ", ") + (slot.label.empty() ? "someone" : '"' + slot.label + '"') +
                   " for " + age_text(now - slot.since);
    }
    if (holders.size() > named_holders) message += ", and others";
    return message;
}

}  // namespace azoth::detail
