#pragma once

#include "engine/pool.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace azoth::detail {

/// One call of checkout(), from the queue to the lease. If its coroutine ends early, the destructor returns the session
/// or the permission to open one.
class Ticket {
public:
    Ticket(std::shared_ptr<Pool> pool, const boost::asio::any_io_executor& executor, ContextKey context,
           std::string label, async::Deadline deadline);
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket();

    bool must_wait() const noexcept { return waiter_ != nullptr; }
    bool has_session() const noexcept { return served_.verdict == Verdict::lease; }
    /// Throws the last error of connecting if that fails and EngineOptions::fail_fast is set.
    void check_outage() const;
    task<void> wait();
    /// Whether the session of the verdict is alive. Throws if the coroutine was cancelled.
    task<bool> is_alive();
    void session_lost();
    /// before: when the opening began.
    void opened(std::unique_ptr<Session> session, PoolTime before);
    /// Returns whether the caller waits, because the server has too many connections.
    bool open_failed(const std::exception& error);
    /// Has the session opened in the background, and waits for it.
    void open_in_background();
    Lease lease();

private:
    void take(Pool::Lock& lock, PoolActions actions);
    std::chrono::milliseconds ping_time() const noexcept;

    std::shared_ptr<Pool> pool_;
    boost::asio::any_io_executor executor_;
    ContextKey context_;
    std::string label_;
    const PoolTime asked_;
    const async::Deadline deadline_;
    WaiterId id_ = 0;
    PoolActions served_;
    std::shared_ptr<Pool::Waiter> waiter_;
};

}  // namespace azoth::detail
