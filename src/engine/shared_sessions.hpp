#pragma once

#include "async/wait.hpp"
#include "engine/pool_state.hpp"
#include "engine/slow_statements.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/engine/shared_use.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace azoth::detail {

class SharedSession;

/// The sessions on which the statements of AsyncEngine::execute() are pipelined: a few for each execution context. A
/// request uses the session with the fewest requests. When all sessions have as many requests, or bytes of parameters,
/// as allowed, requests wait in a queue. Thread-safe.
///
/// Another session is opened if each session has requests and the limit allows one more. A lost session is replaced at
/// the next use. While connecting fails, sessions are opened one at a time, at growing intervals.
class SharedSessions final : public std::enable_shared_from_this<SharedSessions> {
public:
    /// Called with each session before its first request. Empty: nothing is called.
    using Prepare = std::function<task<void>(Session&)>;

    SharedSessions(std::shared_ptr<Connector> connector, const EngineOptions& options, Prepare prepare);
    SharedSessions(const SharedSessions&) = delete;
    SharedSessions& operator=(const SharedSessions&) = delete;
    ~SharedSessions();

    /// Tries to enter a request with `bytes` bytes of parameters. Empty: no session has room.
    SharedUse try_enter(const boost::asio::any_io_executor& executor, std::size_t bytes);
    /// Waits for a session with room. Throws TimeoutError at the deadline or after pool_timeout, and what connecting
    /// throws if there is no session at all.
    task<SharedUse> enter(std::size_t bytes, async::Deadline deadline = async::no_deadline);
    /// Sets what is called, by any thread, when the server refuses a connection because it has too many: the engine may
    /// close others.
    void on_too_many(std::function<void()> call) { too_many_ = std::move(call); }
    /// Detaches a session, which is closed with its last request: an idle one, or one of several.
    void close_one() noexcept;
    /// The session's server is read-only: detaches all sessions. Returns whether this one was not detached before.
    bool retire(const SharedSession& session) noexcept;
    /// The statements that are too slow for shared connections.
    SlowStatements& slow() noexcept { return slow_; }
    void add_to(PoolStatus& status);
    /// Closes all sessions when their last request has ended.
    void dispose() noexcept;
    /// Ends all sessions at once; their requests fail.
    void abort() noexcept;

private:
    friend class SharedSession;
    using Clock = std::chrono::steady_clock;

    /// A request in the queue of its group.
    struct Waiter final : async::Wait {
        Waiter(std::weak_ptr<SharedSessions> its_owner, ContextKey its_context, std::size_t its_bytes)
            : owner(std::move(its_owner)), context(its_context), bytes(its_bytes) {}
        void interrupt(async::Interrupt why) noexcept override;

        const std::weak_ptr<SharedSessions> owner;
        const ContextKey context;
        const std::size_t bytes;
        SharedUse place;
    };
    struct Group final : async::ContextMember {
        Group(SharedSessions& its_owner, ContextKey its_context) : owner(its_owner), context(its_context) {}
        void join(boost::asio::execution_context& its_context) {
            join_context(its_context, std::shared_ptr<Group>(owner.shared_from_this(), this));
        }
        void context_destroyed() noexcept override { owner.context_closed(context); }

        SharedSessions& owner;
        const ContextKey context;
        std::vector<std::shared_ptr<SharedSession>> sessions;
        std::deque<std::shared_ptr<Waiter>> waiters;
        std::size_t opening = 0;
        Clock::time_point retry_at{};
        unsigned failures = 0;          // consecutive failed attempts to open a session
        std::exception_ptr last_error;  // of the last attempt; only copies are thrown
    };

    // Requires the mutex.
    Group& group_of(boost::asio::execution_context& context);
    SharedUse find_place(Group& group, std::size_t bytes);
    /// Whether a session must be opened; if so, the opening counts as begun.
    bool begin_opening(Group& group);
    void serve(Group& group);

    void leave(SharedSession& session, std::size_t bytes) noexcept;
    void open(const boost::asio::any_io_executor& executor, ContextKey context);
    /// Connects, but not before a time.
    static task<void> open_session(std::weak_ptr<SharedSessions> owner, std::shared_ptr<Connector> connector,
                                   Prepare prepare, ContextKey context, Clock::time_point when);
    /// Whether a session is still wanted at the time to open it; if not, the opening is over.
    bool is_wanted(ContextKey context) noexcept;
    /// Whether requests fail at once, because there is no session and opening one fails. Requires the mutex.
    bool fails_fast(const Group& group) const;
    void opened(ContextKey context, std::unique_ptr<Session> session, const std::exception_ptr& error,
                const boost::asio::any_io_executor& executor) noexcept;
    void give_up(Waiter& waiter, std::exception_ptr error) noexcept;
    void context_closed(ContextKey context) noexcept;

    const std::shared_ptr<Connector> connector_;
    const Prepare prepare_;
    std::function<void()> too_many_;
    const std::size_t most_sessions_;
    const std::size_t most_requests_;
    const std::size_t most_bytes_;
    const std::chrono::milliseconds longest_wait_;
    const bool reads_together_;
    const bool fail_fast_;
    SlowStatements slow_;

    std::mutex mutex_;
    std::unordered_map<ContextKey, std::unique_ptr<Group>> groups_;
};

}  // namespace azoth::detail
