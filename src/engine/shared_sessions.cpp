#include "engine/shared_sessions.hpp"

#include "engine/shared_session.hpp"
#include "error_copy.hpp"
#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace azoth::detail {
namespace asio = boost::asio;
namespace {

// Delay after a failed attempt to open another session, while there is at least one.
constexpr std::chrono::milliseconds retry_interval{1000};
// Delay after the first failure while there is no session. It doubles with each failure, up to retry_interval.
constexpr std::chrono::milliseconds first_retry_interval{50};

bool is_too_many(const std::exception_ptr& error) noexcept {
    try {
        std::rethrow_exception(error);
    } catch (const DatabaseError& refusal) {
        return refusal.sqlstate() == "53300";
    } catch (...) {
        return false;
    }
}

}  // namespace

SharedUse::SharedUse(std::shared_ptr<SharedSession> session, std::size_t bytes) noexcept
    : session_(std::move(session)), bytes_(bytes) {}

SharedUse& SharedUse::operator=(SharedUse&& other) noexcept {
    end();
    session_ = std::move(other.session_);
    bytes_ = other.bytes_;
    return *this;
}

bool SharedUse::retire() const noexcept { return session_->retire(); }

Session& SharedUse::session() const noexcept { return session_->session(); }

void SharedUse::end() noexcept {
    if (session_ == nullptr) return;
    session_->end_request(bytes_);
    session_.reset();
}

SharedSessions::SharedSessions(std::shared_ptr<Connector> connector, const EngineOptions& options, Prepare prepare)
    : connector_(std::move(connector)),
      prepare_(std::move(prepare)),
      most_sessions_(options.shared_connections),
      most_requests_(options.shared_requests),
      most_bytes_(options.shared_bytes),
      longest_wait_(options.pool_timeout),
      reads_together_(options.shared_reads_together),
      fail_fast_(options.fail_fast),
      slow_(options.shared_slow_after) {}

SharedSessions::~SharedSessions() = default;

SharedSessions::Group& SharedSessions::group_of(asio::execution_context& context) {
    const auto found = groups_.find(&context);
    if (found != groups_.end()) return *found->second;
    auto group = std::make_unique<Group>(*this, &context);
    group->join(context);
    return *groups_.emplace(&context, std::move(group)).first->second;
}

SharedUse SharedSessions::find_place(Group& group, std::size_t bytes) {
    std::erase_if(group.sessions, [](const std::shared_ptr<SharedSession>& shared) {
        // An idle session that the server has closed, or in which a statement left a transaction open.
        const Session& session = *shared->session_;
        const bool lost = shared->requests_ == 0
                              ? !shared->session_->probe() || session.transaction_status() != TransactionStatus::idle
                              : !session.is_usable();
        if (lost) shared->group_ = nullptr;
        return lost;
    });
    const auto least =
        std::ranges::min_element(group.sessions, {}, [](const auto& shared) { return shared->requests_; });
    if (least == group.sessions.end()) return {};
    SharedSession& shared = **least;
    if (shared.requests_ >= most_requests_) return {};
    if (shared.requests_ != 0 && shared.bytes_ + bytes > most_bytes_) return {};
    ++shared.requests_;
    shared.bytes_ += bytes;
    return SharedUse(*least, bytes);
}

bool SharedSessions::begin_opening(Group& group) {
    if (group.sessions.size() + group.opening >= most_sessions_) return false;
    if (group.sessions.empty()) {
        if (fails_fast(group)) return false;
        if (group.opening != 0 && (group.failures != 0 || group.waiters.size() <= group.opening)) return false;
    } else {
        const bool busy = std::ranges::all_of(group.sessions, [](const auto& shared) { return shared->requests_ > 1; });
        if (!busy || Clock::now() < group.retry_at) return false;
    }
    ++group.opening;
    return true;
}

bool SharedSessions::fails_fast(const Group& group) const {
    return fail_fast_ && group.sessions.empty() && group.failures != 0 && Clock::now() < group.retry_at;
}

SharedUse SharedSessions::try_enter(const asio::any_io_executor& executor, std::size_t bytes) {
    asio::execution_context& context = asio::query(executor, asio::execution::context);
    SharedUse place;
    bool opens = false;
    {
        const std::lock_guard lock(mutex_);
        Group& group = group_of(context);
        if (group.waiters.empty()) place = find_place(group, bytes);
        opens = begin_opening(group);
    }
    if (opens) open(executor, &context);
    return place;
}

task<SharedUse> SharedSessions::enter(std::size_t bytes, async::Deadline deadline) {
    const std::shared_ptr<SharedSessions> self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    asio::execution_context& context = asio::query(executor, asio::execution::context);
    const auto waiter = std::make_shared<Waiter>(self, &context, bytes);
    bool opens = false;
    {
        const std::lock_guard lock(mutex_);
        Group& group = group_of(context);
        if (fails_fast(group)) std::rethrow_exception(own_copy(group.last_error));
        group.waiters.push_back(waiter);
        serve(group);
        opens = begin_opening(group);
    }
    if (opens) open(executor, &context);
    std::exception_ptr error;
    try {
        co_await async::wait(waiter, std::min(deadline, async::deadline_after(longest_wait_)));
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        // A wait that could not begin is still in the queue.
        give_up(*waiter, error);
        std::rethrow_exception(error);
    }
    co_return std::move(waiter->place);
}

void SharedSessions::serve(Group& group) {
    while (!group.waiters.empty()) {
        Waiter& first = *group.waiters.front();
        first.place = find_place(group, first.bytes);
        if (!first.place) return;
        first.complete();
        group.waiters.pop_front();
    }
}

void SharedSessions::leave(SharedSession& session, std::size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    --session.requests_;
    session.bytes_ -= bytes;
    if (session.group_ != nullptr && !session.group_->waiters.empty()) serve(*session.group_);
}

void SharedSessions::open(const asio::any_io_executor& executor, ContextKey context) {
    Clock::time_point when{};
    {
        const std::lock_guard lock(mutex_);
        const auto group = groups_.find(context);
        if (group != groups_.end() && group->second->sessions.empty() && group->second->failures != 0) {
            when = group->second->retry_at;
        }
    }
    asio::co_spawn(executor, open_session(weak_from_this(), connector_, prepare_, context, when),
                   [](const std::exception_ptr&) {});
}

bool SharedSessions::is_wanted(ContextKey context) noexcept {
    const std::lock_guard lock(mutex_);
    const auto group = groups_.find(context);
    if (group == groups_.end()) return false;
    if (!group->second->waiters.empty()) return true;
    --group->second->opening;
    return false;
}

task<void> SharedSessions::open_session(std::weak_ptr<SharedSessions> owner, std::shared_ptr<Connector> connector,
                                        Prepare prepare, ContextKey context, Clock::time_point when) {
    if (when > Clock::now()) {
        asio::steady_timer timer(co_await asio::this_coro::executor, when);
        co_await timer.async_wait(asio::use_awaitable);
        const std::shared_ptr<SharedSessions> self = owner.lock();
        if (self == nullptr || !self->is_wanted(context)) co_return;
    }
    std::unique_ptr<Session> session;
    std::exception_ptr error;
    try {
        session = co_await connector->connect();
        if (prepare) co_await prepare(*session);
    } catch (...) {
        error = std::current_exception();
    }
    if (error && session != nullptr) std::exchange(session, nullptr)->abort();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    if (const std::shared_ptr<SharedSessions> self = owner.lock()) {
        self->opened(context, std::move(session), error, executor);
    }
}

void SharedSessions::opened(ContextKey context, std::unique_ptr<Session> session, const std::exception_ptr& error,
                            const asio::any_io_executor& executor) noexcept {
    std::unique_lock lock(mutex_);
    const auto found = groups_.find(context);
    if (found == groups_.end()) return;
    Group& group = *found->second;
    --group.opening;
    if (session != nullptr) {
        group.failures = 0;
        group.last_error = nullptr;
        group.sessions.push_back(std::make_shared<SharedSession>(*this, std::move(session), reads_together_));
        group.sessions.back()->group_ = &group;
        serve(group);
        return;
    }
    const unsigned doubled = std::min(group.failures++, 5U);
    const auto pause = group.sessions.empty() ? first_retry_interval * (1U << doubled) : retry_interval;
    group.retry_at = Clock::now() + std::min(pause, retry_interval);
    group.last_error = own_copy(error);
    const bool too_many = is_too_many(error);
    if (!group.sessions.empty() || group.opening != 0) return;
    if (too_many && !fail_fast_) {
        // The requests wait until a connection is closed elsewhere.
        if (group.waiters.empty()) return;
        ++group.opening;
        lock.unlock();
        if (too_many_) too_many_();
        return open(executor, context);
    }
    for (const std::shared_ptr<Waiter>& waiter : std::exchange(group.waiters, {})) {
        waiter->complete(own_copy(error));  // each waiter attaches its own statement
    }
}

void SharedSessions::Waiter::interrupt(async::Interrupt why) noexcept {
    const std::shared_ptr<SharedSessions> there = owner.lock();
    if (there == nullptr) return;
    if (why == async::Interrupt::cancelled) {
        return there->give_up(*this, std::make_exception_ptr(CancelledError(Outcome::not_sent)));
    }
    there->give_up(*this, std::make_exception_ptr(ConnectionTimeoutError(
                              "all shared connections stayed busy, or none could be opened, for " +
                              std::to_string(there->longest_wait_.count()) + " ms")));
}

void SharedSessions::give_up(Waiter& waiter, std::exception_ptr error) noexcept {
    const std::lock_guard lock(mutex_);
    const auto group = groups_.find(waiter.context);
    if (group == groups_.end()) return;
    const auto erased =
        std::erase_if(group->second->waiters, [&](const auto& queued) { return queued.get() == &waiter; });
    if (erased != 0) waiter.complete(std::move(error));
}

void SharedSessions::add_to(PoolStatus& status) {
    const std::lock_guard lock(mutex_);
    for (const auto& [context, group] : groups_) {
        status.shared += group->sessions.size();
        status.shared_waiting += group->waiters.size();
        for (const auto& shared : group->sessions) status.shared_requests += shared->requests_;
    }
}

void SharedSessions::close_one() noexcept {
    std::shared_ptr<SharedSession> closed;
    const std::lock_guard lock(mutex_);
    for (auto& [context, group] : groups_) {
        const auto least =
            std::ranges::min_element(group->sessions, {}, [](const auto& shared) { return shared->requests_; });
        if (least == group->sessions.end() || ((*least)->requests_ != 0 && group->sessions.size() == 1)) continue;
        closed = *least;
        closed->group_ = nullptr;
        group->sessions.erase(least);
        // Another is not opened at once.
        if (!group->sessions.empty()) group->retry_at = Clock::now() + retry_interval;
        return;
    }
}

bool SharedSessions::retire(const SharedSession& session) noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (session.group_ == nullptr) return false;
    }
    dispose();
    return true;
}

void SharedSessions::dispose() noexcept {
    std::vector<std::shared_ptr<SharedSession>> sessions;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [context, group] : groups_) {
            for (std::shared_ptr<SharedSession>& shared : std::exchange(group->sessions, {})) {
                shared->group_ = nullptr;
                sessions.push_back(std::move(shared));
            }
        }
    }
}

void SharedSessions::abort() noexcept {
    std::vector<std::shared_ptr<SharedSession>> sessions;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [context, group] : groups_)
            sessions.insert(sessions.end(), group->sessions.begin(), group->sessions.end());
    }
    for (const std::shared_ptr<SharedSession>& shared : sessions) shared->session_->abort();
}

void SharedSessions::context_closed(const void* context) noexcept {
    std::unique_ptr<Group> group;
    {
        const std::lock_guard lock(mutex_);
        auto node = groups_.extract(context);
        if (node.empty()) return;
        group = std::move(node.mapped());
        for (const auto& shared : group->sessions) shared->group_ = nullptr;
    }
    for (const auto& shared : group->sessions) shared->session_->abort();
}

}  // namespace azoth::detail
