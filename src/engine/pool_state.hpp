#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace azoth::detail {

using SessionId = std::uint64_t;  // 0: none
using WaiterId = std::uint64_t;   // 0: none
/// The execution context a session's socket belongs to.
using ContextKey = const void*;

/// In which state a session comes home.
enum class SessionState : std::uint8_t {
    clean,
    dirty,  ///< a transaction or cursor is open: to be rolled back
    broken  ///< lost, or beyond saving
};

enum class Verdict : std::uint8_t {
    none,   ///< nobody is served
    lease,  ///< the waiter gets the session
    open    ///< the waiter shall open a session of its own
};

/// What is to be done after an event.
struct PoolActions {
    Verdict verdict = Verdict::none;
    WaiterId waiter = 0;    ///< who is served
    SessionId lease = 0;    ///< with what
    SessionId discard = 0;  ///< to be closed; the pool has forgotten it
    SessionId reset = 0;    ///< to be rolled back, then reported by reset_done()

    friend bool operator==(const PoolActions&, const PoolActions&) = default;
};

/// Decides who gets which session; knows no socket, no clock and no thread. Every event returns what is to be done.
///
/// At most size + overflow sessions exist; idle ones beyond size are closed. Whoever asks while all are in use waits,
/// first come, first served. A session serves only the execution context it was opened in: where the next in line
/// belongs to another, an idle session is closed to make room.
class PoolState {
public:
    struct Limits {
        std::size_t size = 5;   ///< 0: no limit
        int max_overflow = 10;  ///< negative: no limit
        bool lifo = true;       ///< the session last returned is used first
    };

    explicit PoolState(const Limits& limits) noexcept : limits_(limits) {}

    /// Verdict none: the waiter is in the queue.
    PoolActions checkout(WaiterId waiter, ContextKey context);
    void opened(WaiterId waiter, SessionId session, ContextKey context);
    PoolActions open_failed(WaiterId waiter);
    /// A session just leased turned out to be dead: the waiter is served again.
    PoolActions probe_failed(WaiterId waiter, SessionId session);
    PoolActions checkin(SessionId session, SessionState state);
    /// The session has been rolled back; or it couldn't be and is broken.
    PoolActions reset_done(SessionId session, SessionState state);
    /// A waiter in the queue gives up; false: it isn't there, so it has been served.
    bool give_up(WaiterId waiter);
    /// The context ends: its idle sessions are to be closed, which this returns. Those who wait in it are forgotten.
    std::vector<SessionId> context_closed(ContextKey context);
    /// Starts afresh: idle sessions are to be closed, which this returns; the others no longer count, and are closed
    /// when they come home.
    std::vector<SessionId> dispose();
    /// Serves the next in the queue if there is room; call it until it serves nobody after events that may free much.
    PoolActions serve_next();

    std::size_t idle() const noexcept { return idle_.size(); }
    std::size_t in_use() const noexcept { return total_ - idle_.size(); }
    std::size_t waiting() const noexcept { return queue_.size(); }
    std::size_t total() const noexcept { return total_; }

private:
    struct Session {
        ContextKey context;
        std::uint64_t generation;
    };
    struct Idle {
        SessionId id;
        ContextKey context;
    };
    struct Waiter {
        WaiterId id;
        ContextKey context;
    };

    bool has_room() const noexcept;
    std::optional<SessionId> take_idle(ContextKey context);
    void begin_open(PoolActions& actions, const Waiter& waiter);
    PoolActions forget(SessionId session);

    Limits limits_;
    std::uint64_t generation_ = 0;
    std::size_t total_ = 0;  // open and opening, of this generation
    std::unordered_map<SessionId, Session> sessions_;
    std::unordered_map<WaiterId, std::uint64_t> opening_;  // with their generation
    std::vector<Idle> idle_;
    std::deque<Waiter> queue_;
};

}  // namespace azoth::detail
