#pragma once

#include "async/wait.hpp"
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
#include <utility>
#include <vector>

namespace azoth::detail {

/// The sessions of an engine. PoolState makes the decisions; this class owns the sessions and executes the decisions
/// outside of the lock. While all sessions are idle, no executor has pending work. Thread-safe.
class Pool final : public std::enable_shared_from_this<Pool> {
public:
    /// discard: the statement that resets a session completely; empty: there is none. watch: called for events of
    /// connections; null: nothing is called.
    Pool(std::shared_ptr<Connector> connector, const EngineOptions& options, std::string discard,
         std::unique_ptr<const PoolWatch> watch);
    ~Pool();

    /// Throws TimeoutError if all sessions stay in use until the deadline, or for longer than pool_timeout, otherwise
    /// what connecting throws. With a deadline, a session is opened in the background; this continues after the
    /// deadline.
    task<Lease> checkout(std::string label, async::Deadline deadline = async::no_deadline);
    /// Sets what is called, by any thread, when the server refuses a connection because it has too many: the engine may
    /// close others.
    void on_too_many(std::function<void()> call) { too_many_ = std::move(call); }
    /// Closes the session that was idle longest.
    void close_idle() noexcept;
    /// The session's server is read-only: its generation is replaced at the next check-outs. Returns whether it was the
    /// current one.
    bool retire(SessionId id) noexcept;
    /// The same for the current generation.
    void retire() noexcept;
    /// Opens a session that the pool does not count.
    task<std::unique_ptr<Session>> connect_outside() const { return connector_->connect(); }
    /// Closes the idle sessions; those in use are closed at check-in.
    task<void> dispose();
    /// Ends all sessions at once, those in use as well.
    void abort() noexcept;
    PoolStatus status() const;

    void checkin(SessionId id, CheckInNote note) noexcept;
    ConnectionEvent event_of(SessionId id) const;
    boost::asio::any_io_executor executor_of(SessionId id) const;

private:
    friend class Ticket;
    friend class ResetGuard;
    friend class WarmUp;

    struct Slot {
        std::shared_ptr<Session> session;
        boost::asio::any_io_executor executor;  // of the coroutine that uses it, or used it last
        ContextKey context = nullptr;
        std::string label;
        PoolTime since;  // time of the check-out
        CheckInNote note;
        std::uint64_t number = 0;
        bool fresh = true;  // was not used yet
    };
    /// A caller in the queue. The pool's mutex guards all members except its id and its context.
    struct Waiter final : async::Wait {
        Waiter(std::weak_ptr<Pool> its_pool, WaiterId its_id, boost::asio::any_io_executor its_executor,
               ContextKey its_context)
            : pool(std::move(its_pool)), id(its_id), executor(std::move(its_executor)), context(its_context) {}
        void interrupt(async::Interrupt why) noexcept override;

        const std::weak_ptr<Pool> pool;
        const WaiterId id;
        const boost::asio::any_io_executor executor;
        const ContextKey context;
        PoolActions served;
        bool done = false;  // it has left the queue
    };
    /// The pool's membership in one of its sessions' contexts.
    class Presence final : public async::ContextMember {
    public:
        explicit Presence(Pool& pool) : pool_(pool) {}
        void join(boost::asio::execution_context& context) {
            context_ = &context;
            join_context(context, std::shared_ptr<Presence>(pool_.shared_from_this(), this));
        }
        void context_destroyed() noexcept override { pool_.context_closed(context_); }

    private:
        Pool& pool_;
        ContextKey context_ = nullptr;
    };
    /// Calls serve_next() at a given time; runs in the context of a waiting caller.
    struct Alarm {
        std::unique_ptr<boost::asio::steady_timer> timer;
        ContextKey context;
        PoolTime at;
    };
    /// Work to do after the lock is released.
    struct Work {
        std::vector<std::pair<Slot, bool>> discarded;  // with whether its context is alive
        std::vector<std::pair<SessionId, Slot>> resets;
        std::vector<WaiterId> warm_ups;
        boost::asio::any_io_executor executor;  // of the warm-ups
    };
    using Lock = std::unique_lock<std::mutex>;

    /// Executes the actions and those that follow from them; unlocks. Sessions opened ahead of use are opened on the
    /// executor.
    void perform(Lock& lock, PoolActions actions, const boost::asio::any_io_executor& executor,
                 ContextKey context) noexcept;
    void perform(Lock& lock, PoolActions actions) noexcept;
    void collect(Work& work, const PoolActions& actions);
    void carry_out(Work work) noexcept;
    /// Opens a session in the background; an error goes to the caller, which is in the queue.
    void open_for(const std::shared_ptr<Waiter>& caller, WaiterId id);
    void set_alarm(PoolTime when);
    void ring() noexcept;
    /// Removes a waiter that timed out or was cancelled from the queue.
    void give_up(Waiter& waiter, const std::exception_ptr& error) noexcept;
    void timed_out(Waiter& waiter) noexcept;
    bool is_waiting(const Waiter& waiter) const noexcept;
    void reset_done(SessionId id, SessionState state) noexcept;
    void connecting_failed(const std::exception& error);
    /// Whether a caller waits after this error of connecting, because the server has too many connections.
    bool may_wait_after(const std::exception& error) const noexcept;
    /// Whether callers fail at once while connecting fails (EngineOptions::fail_fast).
    bool fails_fast() const noexcept;
    /// If so, fails all waiters; unlocks.
    void fail_waiters(Lock& lock) noexcept;
    Slot take_slot(SessionId id);
    SessionId add_slot(std::unique_ptr<Session> session, const boost::asio::any_io_executor& executor,
                       ContextKey context);
    ConnectionEvent event_of(const Slot& slot) const;
    boost::asio::any_io_executor executor_of(const Slot& slot) const;
    SessionState state_of(const Slot& slot) const noexcept;
    bool discards(const CheckInNote& note) const noexcept;
    void discard(Slot slot, bool context_alive) const noexcept;
    void closed(const Slot& slot) const {
        if (watch_ != nullptr) watch_->closed(slot.number);
    }
    void join(boost::asio::execution_context& context);
    void context_closed(ContextKey context) noexcept;
    std::string timeout_message() const;

    const std::shared_ptr<Connector> connector_;
    const EngineOptions options_;
    const std::string discard_;
    const std::unique_ptr<const PoolWatch> watch_;
    std::function<void()> too_many_;

    mutable std::mutex mutex_;
    PoolState state_;
    std::uint64_t last_id_ = 0;
    std::uint64_t last_number_ = 0;
    std::unordered_map<SessionId, Slot> slots_;
    std::unordered_map<WaiterId, std::shared_ptr<Waiter>> waiters_;
    std::unordered_map<ContextKey, std::unique_ptr<Presence>> contexts_;
    std::optional<Alarm> alarm_;
    std::string connect_error_;           // the last one
    std::exception_ptr connect_failure_;  // the same as an exception; only copies are thrown
    std::uint64_t failed_to_open_ = 0;
    std::uint64_t timeouts_ = 0;
    WaitHistogram waits_;
};

}  // namespace azoth::detail
