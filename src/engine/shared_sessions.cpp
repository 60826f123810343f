#include "engine/shared_sessions.hpp"

#include "engine/connection_hooks.hpp"
#include "engine/hooks.hpp"
#include "engine/shared_session.hpp"
#include "engine/suspend.hpp"
#include "error_copy.hpp"
#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace azoth::detail {
namespace asio = boost::asio;
namespace {

// How long those that have a session do with what they have after one more could not be opened.
constexpr std::chrono::milliseconds retry_interval{1000};
// With none at all: after the first failure; then it doubles, up to the other.
constexpr std::chrono::milliseconds first_retry_interval{50};

}  // namespace

SharedSessions::SharedSessions(EngineState& engine, std::shared_ptr<Connector> connector, const EngineOptions& options)
    : engine_(engine),
      connector_(std::move(connector)),
      most_sessions_(options.shared_connections),
      most_requests_(options.shared_requests),
      most_bytes_(options.shared_bytes),
      longest_wait_(options.pool_timeout),
      reads_together_(options.shared_reads_together),
      fail_fast_(options.fail_fast),
      slow_(options.shared_slow_after) {}

SharedSessions::~SharedSessions() = default;

SharedSessions::Group& SharedSessions::group_of(ContextKey context) {
    std::unique_ptr<Group>& group = groups_[context];
    if (group == nullptr) {
        group = std::make_unique<Group>();
        group->context = context;
    }
    return *group;
}

std::shared_ptr<ConnectionState> SharedSessions::find_place(Group& group, std::size_t bytes) {
    std::erase_if(group.sessions, [](const std::shared_ptr<SharedSession>& shared) {
        // An idle connection that the server has closed, or that somebody left a transaction on.
        const Session& session = *shared->session_;
        const bool lost = shared->requests_ == 0
                              ? !shared->session_->probe() || session.transaction_status() != TransactionStatus::idle
                              : !session.is_usable();
        if (lost) shared->group_ = nullptr;
        return lost;
    });
    const auto least =
        std::ranges::min_element(group.sessions, {}, [](const auto& shared) { return shared->requests_; });
    if (least == group.sessions.end()) return nullptr;
    SharedSession& shared = **least;
    if (shared.requests_ >= most_requests_) return nullptr;
    if (shared.requests_ != 0 && shared.bytes_ + bytes > most_bytes_) return nullptr;
    ++shared.requests_;
    shared.bytes_ += bytes;
    return {*least, &shared.face_};
}

bool SharedSessions::begin_opening(Group& group) {
    if (group.sessions.size() + group.opening >= most_sessions_) return false;
    if (group.sessions.empty()) {
        if (fails_fast(group)) return false;
        if (group.opening != 0 && group.waiters.size() <= group.opening) return false;
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

std::shared_ptr<ConnectionState> SharedSessions::try_enter(const asio::any_io_executor& executor, std::size_t bytes) {
    asio::execution_context& context = asio::query(executor, asio::execution::context);
    std::shared_ptr<ConnectionState> place;
    bool opens = false;
    bool known = true;
    {
        const std::lock_guard lock(mutex_);
        known = groups_.contains(&context);
        Group& group = group_of(&context);
        if (group.waiters.empty()) place = find_place(group, bytes);
        opens = begin_opening(group);
    }
    if (!known) watch(context);
    if (opens) open(executor, &context);
    return place;
}

task<std::shared_ptr<ConnectionState>> SharedSessions::enter(std::size_t bytes) {
    const std::shared_ptr<SharedSessions> self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const ContextKey context = &asio::query(executor, asio::execution::context);
    const auto waiter = std::make_shared<Waiter>();
    waiter->bytes = bytes;
    bool opens = false;
    {
        const std::lock_guard lock(mutex_);
        Group& group = group_of(context);
        if (fails_fast(group)) std::rethrow_exception(own_copy(group.last_error));
        group.waiters.push_back(waiter);
        Resumes nobody;
        serve(group, nobody);
        opens = begin_opening(group);
    }
    if (opens) open(executor, context);
    asio::steady_timer timer(executor);
    // The coroutine may resume on another thread as soon as the lock is released: nothing is touched after that.
    auto wait = suspend([&](const std::function<void()>& resume, auto slot) {
        std::unique_lock lock(mutex_);
        if (waiter->done) {
            lock.unlock();
            return resume();
        }
        waiter->resume = resume;
        timer.expires_after(longest_wait_);
        timer.async_wait([self, context, waiter](boost::system::error_code error) {
            if (error) return;
            self->give_up(
                context, waiter,
                std::make_exception_ptr(ConnectionTimeoutError("all shared connections stayed busy, or none could be "
                                                               "opened, for " +
                                                               std::to_string(self->longest_wait_.count()) + " ms")));
        });
        if (slot.is_connected()) {
            slot.assign([self, context, waiter](asio::cancellation_type type) {
                if ((type & asio::cancellation_type::terminal) == asio::cancellation_type::none) return;
                self->give_up(context, waiter, std::make_exception_ptr(CancelledError(Outcome::not_sent)));
            });
        }
    });
    co_await std::move(wait);
    if (waiter->error) std::rethrow_exception(waiter->error);
    co_return std::move(waiter->place);
}

void SharedSessions::serve(Group& group, Resumes& resumes) {
    while (!group.waiters.empty()) {
        Waiter& first = *group.waiters.front();
        first.place = find_place(group, first.bytes);
        if (first.place == nullptr) return;
        first.done = true;
        if (first.resume) resumes.push_back(std::move(first.resume));
        group.waiters.pop_front();
    }
}

void SharedSessions::leave(SharedSession& session, std::size_t bytes) noexcept {
    Resumes resumes;
    {
        const std::lock_guard lock(mutex_);
        --session.requests_;
        session.bytes_ -= bytes;
        if (session.group_ != nullptr && !session.group_->waiters.empty()) serve(*session.group_, resumes);
    }
    for (const std::function<void()>& resume : resumes) resume();
}

void SharedSessions::open(const asio::any_io_executor& executor, ContextKey context) {
    asio::co_spawn(executor, open_session(weak_from_this(), engine_.weak_from_this(), connector_, context),
                   [](const std::exception_ptr&) {});
}

task<void> SharedSessions::open_session(std::weak_ptr<SharedSessions> owner, std::weak_ptr<EngineState> engine,
                                        std::shared_ptr<Connector> connector, ContextKey context) {
    std::unique_ptr<Session> session;
    std::exception_ptr error;
    try {
        session = co_await connector->connect();
        const std::shared_ptr<EngineState> alive = engine.lock();
        if (alive != nullptr && !alive->events->connect.empty()) co_await ask_opened(alive, *session);
    } catch (...) {
        error = std::current_exception();
    }
    if (error && session != nullptr) std::exchange(session, nullptr)->abort();
    if (const std::shared_ptr<SharedSessions> self = owner.lock()) self->opened(context, std::move(session), error);
}

void SharedSessions::opened(ContextKey context, std::unique_ptr<Session> session,
                            const std::exception_ptr& error) noexcept {
    Resumes resumes;
    {
        const std::lock_guard lock(mutex_);
        const auto found = groups_.find(context);
        if (found == groups_.end()) return;
        Group& group = *found->second;
        --group.opening;
        if (session != nullptr) {
            group.failures = 0;
            group.last_error = nullptr;
            group.sessions.push_back(
                std::make_shared<SharedSession>(*this, engine_, std::move(session), reads_together_));
            group.sessions.back()->group_ = &group;
            serve(group, resumes);
        } else {
            const unsigned doubled = std::min(group.failures++, 5U);
            const auto pause = group.sessions.empty() ? first_retry_interval * (1U << doubled) : retry_interval;
            group.retry_at = Clock::now() + std::min(pause, retry_interval);
            group.last_error = own_copy(error);
            if (group.sessions.empty() && group.opening == 0) {
                for (const std::shared_ptr<Waiter>& waiter : std::exchange(group.waiters, {})) {
                    waiter->error = own_copy(error);  // to which it attaches its own statement
                    waiter->done = true;
                    if (waiter->resume) resumes.push_back(std::move(waiter->resume));
                }
            }
        }
    }
    for (const std::function<void()>& resume : resumes) resume();
}

void SharedSessions::give_up(ContextKey context, const std::shared_ptr<Waiter>& waiter,
                             const std::exception_ptr& error) noexcept {
    std::function<void()> resume;
    {
        const std::lock_guard lock(mutex_);
        if (waiter->done) return;
        if (const auto found = groups_.find(context); found != groups_.end()) {
            std::erase(found->second->waiters, waiter);
        }
        waiter->error = error;
        waiter->done = true;
        resume = std::move(waiter->resume);
    }
    if (resume) resume();
}

void SharedSessions::add_to(PoolStatus& status) {
    const std::lock_guard lock(mutex_);
    for (const auto& [context, group] : groups_) {
        status.shared += group->sessions.size();
        status.shared_waiting += group->waiters.size();
        for (const auto& shared : group->sessions) status.shared_requests += shared->requests_;
    }
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
        for (const auto& waiter : group->waiters) waiter->done = true;
    }
    for (const auto& shared : group->sessions) shared->session_->abort();
    // Their coroutines go with the context.
    for (const auto& waiter : group->waiters)
        const std::function<void()> dropped = std::exchange(waiter->resume, nullptr);
}

void SharedSessions::watch(asio::execution_context& context) {
    asio::use_service<ContextWatch>(context).add(weak_from_this());
}

}  // namespace azoth::detail
