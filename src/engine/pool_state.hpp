#pragma once

#include <azoth/engine/pool_status.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <unordered_map>
#include <vector>

namespace azoth::detail {

using SessionId = std::uint64_t;  // 0: none
using WaiterId = std::uint64_t;   // 0: none
/// The execution context a session's socket belongs to.
using ContextKey = const void*;
using PoolTime = std::chrono::steady_clock::time_point;

/// The state of a session at check-in.
enum class SessionState : std::uint8_t {
    clean,
    dirty,   ///< a transaction is open, or the session was changed: it must be reset
    broken,  ///< cannot be used again; no conclusion about the server
    lost     ///< the connection was lost: the other sessions may be lost, too
};

enum class Verdict : std::uint8_t {
    none,   ///< no waiter is served
    lease,  ///< the waiter gets the session
    open    ///< the waiter must open a session
};

/// What the pool must do after an event.
struct PoolActions {
    Verdict verdict = Verdict::none;
    WaiterId waiter = 0;             ///< the waiter that is served
    SessionId lease = 0;             ///< the session it gets
    bool ping = false;               ///< the session must be pinged first; without an answer: session_lost()
    SessionId reset = 0;             ///< must be reset; reset_done() follows
    std::vector<SessionId> discard;  ///< must be closed; they are no longer counted
    std::optional<PoolTime> wake;    ///< when to call serve_next() if there are still waiters

    friend bool operator==(const PoolActions&, const PoolActions&) = default;
};

/// Decides which waiter gets which session. Has no socket, no clock and no thread: each event has its time as an
/// argument and returns what the pool must do.
///
/// At most size + overflow sessions exist. Idle ones beyond size are closed when they were not needed for
/// overflow_idle, or when no session is in use. While all are in use, callers wait in a queue. A session is used only
/// in the execution context in which it was opened: for a waiter of another context, an idle session is closed to make
/// room. When a session is lost, all sessions of its generation are replaced, because the server may be gone. While
/// connecting fails, one caller at a time tries, at growing intervals, and all others wait. A caller that the server
/// refuses because it has too many connections waits, too.
class PoolState {
public:
    using Duration = std::chrono::steady_clock::duration;

    struct Limits {
        std::size_t size = 5;                              ///< 0: no limit
        int max_overflow = 10;                             ///< negative: no limit
        Duration overflow_idle = std::chrono::seconds(1);  ///< how long sessions beyond size are kept without need
        bool lifo = true;                                  ///< the session last returned is used first
        bool keep = true;                                  ///< false: nothing is kept idle
        std::size_t min_idle = 0;                          ///< number of sessions opened ahead of their use
        Duration recycle{0};                               ///< the longest life of a session; zero: no limit
        double recycle_jitter = 0;                         ///< maximum fraction by which a life is shortened
        Duration idle_timeout{0};  ///< how long sessions beyond min_idle stay idle; zero: no limit
        bool pre_ping = false;     ///< a session that was idle for longer than ping_after is pinged first
        Duration ping_after{0};
        Duration first_retry = std::chrono::milliseconds(50);  ///< after the first failure to connect; then doubled
        Duration last_retry = std::chrono::seconds(1);
    };

    explicit PoolState(const Limits& limits) noexcept : limits_(limits) {}

    /// Verdict none: the waiter is in the queue.
    PoolActions checkout(WaiterId waiter, ContextKey context, PoolTime now);
    /// random: from 0 to 1; spreads the expiry of sessions opened at the same time.
    void opened(WaiterId waiter, SessionId session, ContextKey context, PoolTime now, double random = 0);
    /// The server could not be reached or refused.
    void open_failed(WaiterId waiter, PoolTime now);
    /// The server has too many connections: the waiter gets an idle session, or waits in the queue again, before all
    /// others.
    PoolActions open_refused(WaiterId waiter, ContextKey context, PoolTime now);
    /// The waiter waits, before all others in the queue, for the session that is opened for it in the background.
    /// opening: the verdict `open`, given to another id.
    void wait_first(WaiterId waiter, ContextKey context, WaiterId opening);
    /// The caller that was opening a session was cancelled.
    void open_cancelled(WaiterId waiter);
    /// The session of a verdict `lease` is dead: the waiter is served again.
    PoolActions session_lost(WaiterId waiter, SessionId session, PoolTime now);
    PoolActions checkin(SessionId session, SessionState state, PoolTime now);
    /// The session was reset, or that failed and it is broken.
    PoolActions reset_done(SessionId session, SessionState state, PoolTime now);
    /// Whether the session is of the present generation.
    bool is_present(SessionId session) const { return sessions_.at(session).generation == generation_; }
    /// Replaces the session's generation if it is the present one; without a session, the present one.
    PoolActions retire(SessionId session);
    PoolActions retire();
    /// Closes the idle session that was not used for the longest time, if there is one.
    PoolActions close_idle();
    /// A waiter was cancelled or timed out. Returns false if it is not in the queue: it has been served.
    bool give_up(WaiterId waiter);
    /// The context ends: forgets its waiters and returns its idle sessions, which have to be closed.
    std::vector<SessionId> context_closed(ContextKey context);
    /// Returns the idle sessions, which must be closed. The others are no longer counted and are closed at check-in.
    std::vector<SessionId> dispose();
    /// Serves the next waiter if there is room. Must be called after every event until it serves none.
    PoolActions serve_next(PoolTime now);

    /// The number of sessions to open ahead of their use now. For each, begin_warm_up() and the usual events follow.
    std::size_t warm_ups_wanted() const noexcept;
    void begin_warm_up(WaiterId id);

    std::size_t idle() const noexcept { return idle_.size(); }
    std::size_t in_use() const noexcept { return total_ - idle_.size(); }
    std::size_t waiting() const noexcept { return queue_.size(); }
    std::size_t total() const noexcept { return total_; }
    std::uint64_t sessions_opened() const noexcept { return opened_; }
    std::uint64_t sessions_closed() const noexcept { return opened_ - sessions_.size(); }
    /// Whether the last attempt to connect has failed.
    bool is_down() const noexcept { return failures_ != 0; }
    /// Whether callers wait because connecting fails, not because all sessions are in use.
    bool waits_for_opening() const noexcept { return is_down() && has_room(); }

private:
    static constexpr PoolTime never = PoolTime::max();

    struct Session {
        ContextKey context;
        std::uint64_t disposals;   // calls of dispose() before it was opened
        std::uint64_t generation;  // losses before it was opened
        PoolTime expires;
    };
    struct Opening {
        std::uint64_t disposals;
        std::uint64_t generation;
        bool ahead;
        bool awaited = false;  // its caller is in the queue
    };
    struct Idle {
        SessionId id;
        ContextKey context;
        PoolTime since;
        PoolTime expires;
    };
    struct Waiter {
        WaiterId id;
        ContextKey context;
    };

    bool has_room() const noexcept;
    bool may_open(PoolTime now) const noexcept;
    std::optional<Idle> take_idle(ContextKey context);
    void lease(PoolActions& actions, WaiterId waiter, SessionId session) const;
    void begin_open(PoolActions& actions, WaiterId waiter);
    void end_opening(WaiterId waiter);
    void request_wake(PoolActions& actions, PoolTime now) const;
    void remove(PoolActions& actions, SessionId session);
    void invalidate(PoolActions& actions, const Session& lost);
    void begin_generation(PoolActions& actions);
    void expire(PoolActions& actions, PoolTime now);
    void close_unneeded(PoolActions& actions, PoolTime now);
    void close_longest_idle(PoolActions& actions, std::size_t count);
    PoolTime expiry_of(const Idle& idle) const noexcept;

    Limits limits_;
    std::uint64_t disposals_ = 0;
    std::uint64_t generation_ = 0;
    std::size_t total_ = 0;  // open and opening since the last dispose()
    std::uint64_t opened_ = 0;
    std::size_t warming_ = 0;
    std::size_t awaited_ = 0;  // openings whose callers are in the queue, or were
    std::unordered_map<SessionId, Session> sessions_;
    std::unordered_map<WaiterId, Opening> opening_;
    std::vector<Idle> idle_;
    PoolTime next_expiry_ = never;  // no idle session expires before
    std::size_t least_idle_ = 0;    // the smallest number of idle sessions since window_
    PoolTime window_{};
    std::deque<Waiter> queue_;
    unsigned failures_ = 0;  // consecutive failures to connect
    PoolTime retry_at_{};
};

}  // namespace azoth::detail
