#pragma once

#include "engine/context_watch.hpp"
#include "engine/pool_state.hpp"
#include "engine/slow_statements.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/engine/engine_options.hpp>
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

class ConnectionState;
class EngineState;
class SharedSession;

/// The sessions that all coroutines of an execution context share for statements that stand by themselves: a few for
/// each context, where their requests are pipelined. A request goes to the session with the fewest. When all have as
/// many requests, or bytes of them, as they may have, it waits, first come, first served. Thread-safe.
///
/// Another session is opened when no session is without requests and there may be more; what is lost is replaced when
/// it is next needed.
class SharedSessions final : public ContextListener, public std::enable_shared_from_this<SharedSessions> {
public:
    SharedSessions(EngineState& engine, std::shared_ptr<Connector> connector, const EngineOptions& options);
    SharedSessions(const SharedSessions&) = delete;
    SharedSessions& operator=(const SharedSessions&) = delete;
    ~SharedSessions();

    /// A place for a request of so many bytes, to be given back by SharedSession::leave(); null: there is none yet.
    std::shared_ptr<ConnectionState> try_enter(const boost::asio::any_io_executor& executor, std::size_t bytes);
    /// Waits for it. Throws TimeoutError, and what connecting throws if there is no session at all.
    task<std::shared_ptr<ConnectionState>> enter(std::size_t bytes);
    /// Those that should not enter.
    SlowStatements& slow() noexcept { return slow_; }
    void add_to(PoolStatus& status);
    /// Closes all sessions as soon as they have no requests any more.
    void dispose() noexcept;
    /// Ends all sessions at once; their requests fail.
    void abort() noexcept;
    void context_closed(const void* context) noexcept override;

private:
    friend class SharedSession;
    using Clock = std::chrono::steady_clock;
    using Resumes = std::vector<std::function<void()>>;

    struct Waiter {
        std::size_t bytes = 0;
        std::shared_ptr<ConnectionState> place;
        std::exception_ptr error;
        bool done = false;
        std::function<void()> resume;  // set while the coroutine is suspended
    };
    struct Group {
        ContextKey context = nullptr;
        std::vector<std::shared_ptr<SharedSession>> sessions;
        std::deque<std::shared_ptr<Waiter>> waiters;
        std::size_t opening = 0;
        Clock::time_point retry_at{};
        unsigned failures = 0;          // to open one, one after the other
        std::exception_ptr last_error;  // of the last of them; never thrown itself
    };

    // With the mutex held.
    Group& group_of(ContextKey context);
    std::shared_ptr<ConnectionState> find_place(Group& group, std::size_t bytes);
    /// Whether a session is to be opened, which is counted as begun.
    bool begin_opening(Group& group);
    void serve(Group& group, Resumes& resumes);

    void leave(SharedSession& session, std::size_t bytes) noexcept;
    void open(const boost::asio::any_io_executor& executor, ContextKey context);
    static task<void> open_session(std::weak_ptr<SharedSessions> owner, std::weak_ptr<EngineState> engine,
                                   std::shared_ptr<Connector> connector, ContextKey context);
    /// With the mutex held: nobody is to wait, because there is no session and opening one fails.
    bool fails_fast(const Group& group) const;
    void opened(ContextKey context, std::unique_ptr<Session> session, const std::exception_ptr& error) noexcept;
    void give_up(ContextKey context, const std::shared_ptr<Waiter>& waiter, const std::exception_ptr& error) noexcept;
    void watch(boost::asio::execution_context& context);

    EngineState& engine_;
    const std::shared_ptr<Connector> connector_;
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
