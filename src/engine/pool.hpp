#pragma once

#include "engine/context_watch.hpp"
#include "engine/lease.hpp"
#include "engine/pool_state.hpp"
#include "engine/pool_watch.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace azoth::detail {

/// The sessions of an engine. Thread-safe. PoolState decides; this class owns the sessions and does what it says,
/// always outside of the lock. While sessions only lie idle nothing is pending on any executor.
class Pool final : public ContextListener, public std::enable_shared_from_this<Pool> {
public:
    /// discard: the statement that makes a session as good as new; empty: there is none.
    /// watch: null, or who wants to know.
    Pool(std::shared_ptr<Connector> connector, const EngineOptions& options, std::string discard,
         std::unique_ptr<const PoolWatch> watch);
    ~Pool();

    /// Throws TimeoutError when all sessions stay in use, else what connecting throws.
    task<Lease> checkout(std::string label);
    /// A session that the pool doesn't count.
    task<std::unique_ptr<Session>> connect_apart() const { return connector_->connect(); }
    /// Closes the idle sessions; those in use are closed when they come home.
    task<void> dispose();
    /// Ends all sessions at once, those in use as well.
    void abort() noexcept;
    PoolStatus status() const;

    void checkin(SessionId id, ReturnNote note) noexcept;
    ConnectionEvent event_of(SessionId id) const;
    boost::asio::any_io_executor executor_of(SessionId id) const;
    void context_closed(ContextKey context) noexcept override;

private:
    friend class Ticket;
    friend class ResetGuard;
    friend class WarmUp;

    struct Slot {
        std::shared_ptr<Session> session;
        boost::asio::any_io_executor executor;  // of the coroutine that uses it, or used it last
        ContextKey context = nullptr;
        std::string label;
        PoolTime since;  // when it was lent
        ReturnNote note;
        std::uint64_t number = 0;
        bool fresh = true;  // nobody has used it yet
    };
    /// Someone in the queue.
    struct Waiter {
        boost::asio::any_io_executor executor;
        ContextKey context = nullptr;
        PoolActions served;
        std::exception_ptr error;
        bool done = false;
        std::function<void()> resume;  // set while the coroutine is suspended
    };
    /// Calls serve_next() when there is a time to wait for; runs in the context of one who waits.
    struct Alarm {
        std::unique_ptr<boost::asio::steady_timer> timer;
        ContextKey context;
        PoolTime at;
    };
    /// What is to be done once the lock is released.
    struct Work {
        std::vector<std::function<void()>> resumed;
        std::vector<std::pair<Slot, bool>> discarded;  // with: its context is alive
        std::vector<std::pair<SessionId, Slot>> resets;
        std::vector<WaiterId> warm_ups;
        boost::asio::any_io_executor executor;  // of the warm-ups
    };
    using Lock = std::unique_lock<std::mutex>;

    /// Does what the state has decided, and what follows from it; unlocks. What opens sessions ahead of their use runs
    /// on the executor.
    void perform(Lock& lock, PoolActions actions, const boost::asio::any_io_executor& executor,
                 ContextKey context) noexcept;
    void perform(Lock& lock, PoolActions actions) noexcept;
    void collect(Work& work, const PoolActions& actions);
    void carry_out(Work work) noexcept;
    void set_alarm(PoolTime when);
    void ring() noexcept;
    /// Takes a waiter out of the queue who has waited for too long or was cancelled.
    void give_up(WaiterId id, const std::exception_ptr& error) noexcept;
    void timed_out(WaiterId id) noexcept;
    void reset_done(SessionId id, SessionState state) noexcept;
    void connecting_failed(const std::exception& error);
    /// Whether nobody is to wait, because connecting fails (EngineOptions::fail_fast).
    bool fails_fast() const noexcept;
    /// In that case ends the waiting of all; unlocks.
    void fail_waiters(Lock& lock) noexcept;
    Slot take_slot(SessionId id);
    SessionId add_slot(std::unique_ptr<Session> session, const boost::asio::any_io_executor& executor,
                       ContextKey context);
    ConnectionEvent event_of(const Slot& slot) const;
    boost::asio::any_io_executor executor_of(const Slot& slot) const;
    SessionState state_of(const Slot& slot) const noexcept;
    bool discards(const ReturnNote& note) const noexcept;
    void discard(Slot slot, bool context_alive) const noexcept;
    void closed(const Slot& slot) const {
        if (watch_ != nullptr) watch_->closed(slot.number);
    }
    void watch(boost::asio::execution_context& context);
    std::string timeout_message() const;

    const std::shared_ptr<Connector> connector_;
    const EngineOptions options_;
    const std::string discard_;
    const std::unique_ptr<const PoolWatch> watch_;

    mutable std::mutex mutex_;
    PoolState state_;
    std::uint64_t last_id_ = 0;
    std::uint64_t last_number_ = 0;
    std::unordered_map<SessionId, Slot> slots_;
    std::unordered_map<WaiterId, std::shared_ptr<Waiter>> waiters_;
    std::unordered_set<ContextKey> contexts_;
    std::optional<Alarm> alarm_;
    std::string connect_error_;           // the last one
    std::exception_ptr connect_failure_;  // likewise; never thrown itself
    std::uint64_t failed_to_open_ = 0;
    std::uint64_t timeouts_ = 0;
    WaitHistogram waits_;
};

}  // namespace azoth::detail
