#include "engine/pool_ticket.hpp"

#include "engine/random_fraction.hpp"
#include "error_copy.hpp"
#include <azoth/error.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace azoth::detail {
namespace asio = boost::asio;
namespace {

using Clock = std::chrono::steady_clock;

// A session that does not answer a ping within this time is lost.
constexpr std::chrono::seconds ping_limit{5};

}  // namespace

Ticket::Ticket(std::shared_ptr<Pool> pool, const asio::any_io_executor& executor, ContextKey context, std::string label,
               async::Deadline deadline)
    : pool_(std::move(pool)),
      executor_(executor),
      context_(context),
      label_(std::move(label)),
      asked_(Clock::now()),
      deadline_(std::min(deadline, async::deadline_after(pool_->options_.pool_timeout))) {
    Pool::Lock lock(pool_->mutex_);
    id_ = ++pool_->last_id_;
    take(lock, pool_->state_.checkout(id_, context_, asked_));
}

Ticket::~Ticket() {
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
        pool_->state_.open_cancelled(id_);
        pool_->perform(lock, {}, executor_, context_);
    } else if (served_.verdict == Verdict::lease) {
        const SessionId id = served_.lease;
        lock.unlock();
        pool_->checkin(id, {});
    }
}

void Ticket::take(Pool::Lock& lock, PoolActions actions) {
    served_ = actions;
    if (actions.verdict == Verdict::none) {
        waiter_ = std::make_shared<Pool::Waiter>(pool_, id_, executor_, context_);
        pool_->waiters_.emplace(id_, waiter_);
    }
    actions.verdict = Verdict::none;  // the verdict is for this ticket, which is not in the queue yet
    pool_->perform(lock, std::move(actions), executor_, context_);
}

void Ticket::check_outage() const {
    const Pool::Lock lock(pool_->mutex_);
    if (!waiter_->done && pool_->fails_fast()) std::rethrow_exception(own_copy(pool_->connect_failure_));
}

task<void> Ticket::wait() {
    co_await async::wait(waiter_, deadline_);
    served_ = waiter_->served;
    waiter_.reset();
}

// The rest of the caller's time, if that is shorter.
std::chrono::milliseconds Ticket::ping_time() const noexcept {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(std::min<Clock::duration>(ping_limit, deadline_ - Clock::now()));
    return std::max(left, std::chrono::milliseconds(1));
}

task<bool> Ticket::is_alive() {
    std::shared_ptr<Session> session;
    {
        const Pool::Lock lock(pool_->mutex_);
        session = pool_->slots_.at(served_.lease).session;
    }
    if (!session->probe()) co_return false;
    if (!served_.ping) co_return true;
    std::exception_ptr error;
    try {
        co_await session->control({}, ping_time());
    } catch (...) {
        error = std::current_exception();
    }
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (error && cancellation.cancelled() != asio::cancellation_type::none) std::rethrow_exception(error);
    if (error) session->abort();
    co_return !error;
}

void Ticket::session_lost() {
    Pool::Lock lock(pool_->mutex_);
    take(lock, pool_->state_.session_lost(id_, served_.lease, Clock::now()));
}

void Ticket::opened(std::unique_ptr<Session> session, PoolTime before) {
    Pool::Lock lock(pool_->mutex_);
    const SessionId session_id = pool_->add_slot(std::move(session), executor_, context_);
    const std::uint64_t number = pool_->slots_.at(session_id).number;
    pool_->state_.opened(id_, session_id, context_, Clock::now(), random_fraction());
    served_ = {};
    served_.verdict = Verdict::lease;
    served_.lease = session_id;
    // Connecting works again, so waiters may be served.
    pool_->perform(lock, {}, executor_, context_);
    if (pool_->watch_ != nullptr) pool_->watch_->opened(number, Clock::now() - before);
}

bool Ticket::open_failed(const std::exception& error) {
    Pool::Lock lock(pool_->mutex_);
    served_ = {};
    pool_->connecting_failed(error);
    if (pool_->may_wait_after(error) && Clock::now() < deadline_) {
        take(lock, pool_->state_.open_refused(id_, context_, Clock::now()));
        if (pool_->too_many_) pool_->too_many_();
        return true;
    }
    pool_->state_.open_failed(id_, Clock::now());
    pool_->perform(lock, {}, executor_, context_);
    lock.lock();
    pool_->fail_waiters(lock);
    return false;
}

void Ticket::open_in_background() {
    Pool::Lock lock(pool_->mutex_);
    const WaiterId opening = std::exchange(id_, ++pool_->last_id_);
    served_ = {};
    waiter_ = std::make_shared<Pool::Waiter>(pool_, id_, executor_, context_);
    pool_->waiters_.emplace(id_, waiter_);
    pool_->state_.wait_first(id_, context_, opening);
    lock.unlock();
    pool_->open_for(waiter_, opening);
}

Lease Ticket::lease() {
    Pool::Lock lock(pool_->mutex_);
    Pool::Slot& slot = pool_->slots_.at(served_.lease);
    slot.executor = executor_;
    slot.label = std::move(label_);
    slot.since = Clock::now();
    pool_->waits_.add(slot.since - asked_);
    served_.verdict = Verdict::none;
    Lease lease(pool_, served_.lease, *slot.session, std::exchange(slot.fresh, false));
    lock.unlock();
    if (pool_->watch_ != nullptr) pool_->watch_->checked_out(slot.number, slot.label, slot.since - asked_);
    return lease;
}

task<Lease> Pool::checkout(std::string label, async::Deadline deadline) {
    const std::shared_ptr<Pool> self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    asio::execution_context& context = asio::query(executor, asio::execution::context);
    join(context);
    Ticket ticket(self, executor, &context, std::move(label), deadline);
    for (;;) {
        if (ticket.must_wait()) {
            ticket.check_outage();
            co_await ticket.wait();
        }
        if (!ticket.has_session()) {
            if (deadline != async::no_deadline) {
                ticket.open_in_background();
                continue;
            }
            try {
                const PoolTime before = Clock::now();
                ticket.opened(co_await connector_->connect(), before);
            } catch (const Error& error) {
                if (!ticket.open_failed(error)) throw;
                continue;
            }
        } else if (!co_await ticket.is_alive()) {
            ticket.session_lost();
            continue;
        }
        co_return ticket.lease();
    }
}

}  // namespace azoth::detail
