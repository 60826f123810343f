#pragma once

#include "engine/pool.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace azoth::detail {

/// One call of checkout(), from the question to the lease. If its coroutine ends early, what it was given goes back.
class Ticket {
public:
    Ticket(std::shared_ptr<Pool> pool, const boost::asio::any_io_executor& executor, ContextKey context,
           std::string label);
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket();

    bool must_wait() const noexcept { return waiter_ != nullptr; }
    bool has_session() const noexcept { return served_.verdict == Verdict::lease; }
    /// Throws the last error of connecting if nobody is to wait while that fails.
    void check_outage() const;
    task<void> wait();
    /// Whether the session it has got is alive. Throws where the coroutine was cancelled.
    task<bool> is_alive();
    void session_lost();
    /// before: when opening it began.
    void opened(std::unique_ptr<Session> session, PoolTime before);
    void open_failed(const std::exception& error);
    Lease lease();

private:
    void take(Pool::Lock& lock, PoolActions actions);

    std::shared_ptr<Pool> pool_;
    boost::asio::any_io_executor executor_;
    ContextKey context_;
    std::string label_;
    const PoolTime asked_;
    WaiterId id_ = 0;
    PoolActions served_;
    std::shared_ptr<Pool::Waiter> waiter_;
};

/// Opens a session ahead of its use. Reports how that ended, even if its coroutine never ran.
class WarmUp {
public:
    WarmUp(std::weak_ptr<Pool> pool, WaiterId id, const boost::asio::any_io_executor& executor) noexcept
        : pool_(std::move(pool)), id_(id), executor_(executor) {}
    WarmUp(WarmUp&& other) noexcept
        : pool_(std::move(other.pool_)), id_(std::exchange(other.id_, 0)), executor_(std::move(other.executor_)) {}
    WarmUp& operator=(WarmUp&&) = delete;
    ~WarmUp();

    void opened(std::unique_ptr<Session> session, PoolTime before);
    void failed(const std::exception& error);

private:
    std::weak_ptr<Pool> pool_;
    WaiterId id_;
    boost::asio::any_io_executor executor_;
};

task<void> warm_up(WarmUp warm_up, std::shared_ptr<Connector> connector);

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

/// Rolls back what is open and tells the session what it has to be told; closes it where that takes too long.
task<void> reset(ResetGuard guard, std::shared_ptr<Session> session, std::vector<std::string> statements);

}  // namespace azoth::detail
