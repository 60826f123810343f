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

/// In which state a session comes home.
enum class SessionState : std::uint8_t {
    clean,
    dirty,   ///< something is open, or said to the session, that the next user must not meet: to be reset
    broken,  ///< given up on this side
    lost     ///< the connection is gone: the server may be, and other sessions with it
};

enum class Verdict : std::uint8_t {
    none,   ///< nobody is served
    lease,  ///< the waiter gets the session
    open    ///< the waiter shall open a session of its own
};

/// What is to be done after an event.
struct PoolActions {
    Verdict verdict = Verdict::none;
    WaiterId waiter = 0;             ///< who is served
    SessionId lease = 0;             ///< with what
    bool ping = false;               ///< the server is to be asked first; if it doesn't answer: session_lost()
    SessionId reset = 0;             ///< to be reset, then reported by reset_done()
    std::vector<SessionId> discard;  ///< to be closed; the pool has forgotten them
    std::optional<PoolTime> wake;    ///< serve_next() is to be called then, unless nobody waits any more

    friend bool operator==(const PoolActions&, const PoolActions&) = default;
};

/// Decides who gets which session; knows no socket, no clock and no thread. Every event says when it happens and
/// returns what is to be done.
///
/// At most size + overflow sessions exist; idle ones beyond size are closed. Whoever asks while all are in use waits,
/// first come, first served. A session serves only the execution context it was opened in: where the next in line
/// belongs to another, an idle session is closed to make room. When a session was lost all that were opened before are
/// replaced: the server may have gone away. While connecting fails one at a time tries, at growing intervals, and all
/// others wait.
class PoolState {
public:
    using Duration = std::chrono::steady_clock::duration;

    struct Limits {
        std::size_t size = 5;       ///< 0: no limit
        int max_overflow = 10;      ///< negative: no limit
        bool lifo = true;           ///< the session last returned is used first
        bool keep = true;           ///< false: nothing is kept idle
        std::size_t min_idle = 0;   ///< so many are opened ahead of their use
        Duration recycle{0};        ///< the longest life of a session; zero: no limit
        double recycle_jitter = 0;  ///< by what part of it a life is shortened at most
        Duration idle_timeout{0};   ///< how long those beyond min_idle stay idle; zero: no limit
        bool pre_ping = false;      ///< a session that was idle for longer than ping_after is pinged first
        Duration ping_after{0};
        Duration first_retry = std::chrono::milliseconds(50);  ///< after the first failure to connect; then doubled
        Duration last_retry = std::chrono::seconds(1);
    };

    explicit PoolState(const Limits& limits) noexcept : limits_(limits) {}

    /// Verdict none: the waiter is in the queue.
    PoolActions checkout(WaiterId waiter, ContextKey context, PoolTime now);
    /// random: from 0 up to 1, to spread the ends of sessions that were opened together.
    void opened(WaiterId waiter, SessionId session, ContextKey context, PoolTime now, double random = 0);
    /// The server could not be reached or refused.
    void open_failed(WaiterId waiter, PoolTime now);
    /// Whoever was to open a session has gone away.
    void open_cancelled(WaiterId waiter);
    /// A session just leased turned out to be dead: the waiter is served again.
    PoolActions session_lost(WaiterId waiter, SessionId session, PoolTime now);
    PoolActions checkin(SessionId session, SessionState state, PoolTime now);
    /// The session has been reset; or it couldn't be and is broken.
    PoolActions reset_done(SessionId session, SessionState state, PoolTime now);
    /// A waiter in the queue gives up; false: it isn't there, so it has been served.
    bool give_up(WaiterId waiter);
    /// The context ends: its idle sessions are to be closed, which this returns. Those who wait in it are forgotten.
    std::vector<SessionId> context_closed(ContextKey context);
    /// Starts afresh: idle sessions are to be closed, which this returns; the others no longer count, and are closed
    /// when they come home.
    std::vector<SessionId> dispose();
    /// Serves the next in the queue if there is room; to be called after every event until it serves nobody.
    PoolActions serve_next(PoolTime now);

    /// How many sessions should be opened ahead of their use now. Each is begun, and reported as other openings are.
    std::size_t warm_ups_wanted() const noexcept;
    void begin_warm_up(WaiterId id);

    std::size_t idle() const noexcept { return idle_.size(); }
    std::size_t in_use() const noexcept { return total_ - idle_.size(); }
    std::size_t waiting() const noexcept { return queue_.size(); }
    std::size_t total() const noexcept { return total_; }
    std::uint64_t sessions_opened() const noexcept { return opened_; }
    std::uint64_t sessions_closed() const noexcept { return opened_ - sessions_.size(); }
    /// Connecting fails at present.
    bool is_down() const noexcept { return failures_ != 0; }
    /// Whoever waits does so because connecting fails, not because all are in use.
    bool waits_for_opening() const noexcept { return is_down() && has_room(); }

private:
    static constexpr PoolTime never = PoolTime::max();

    struct Session {
        ContextKey context;
        std::uint64_t generation;  // of dispose()
        std::uint64_t era;         // between two losses
        PoolTime expires;
    };
    struct Opening {
        std::uint64_t generation;
        std::uint64_t era;
        bool ahead;
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
    void ask_to_wake(PoolActions& actions, PoolTime now) const;
    void remove(PoolActions& actions, SessionId session);
    void invalidate(PoolActions& actions, const Session& lost);
    void expire(PoolActions& actions, PoolTime now);
    PoolTime expiry_of(const Idle& idle) const noexcept;

    Limits limits_;
    std::uint64_t generation_ = 0;
    std::uint64_t era_ = 0;
    std::size_t total_ = 0;  // open and opening, of this generation
    std::uint64_t opened_ = 0;
    std::size_t warming_ = 0;
    std::unordered_map<SessionId, Session> sessions_;
    std::unordered_map<WaiterId, Opening> opening_;
    std::vector<Idle> idle_;
    PoolTime next_expiry_ = never;  // no idle session has to go before
    std::deque<Waiter> queue_;
    unsigned failures_ = 0;  // to connect, one after the other
    PoolTime retry_at_{};
};

}  // namespace azoth::detail
