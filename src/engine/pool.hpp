#pragma once

#include "engine/context_watch.hpp"
#include "engine/pool_state.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace azoth::detail {

class Pool;

/// The right to use a session, which goes home when this dies.
class Lease {
public:
    Lease() noexcept = default;
    Lease(std::shared_ptr<Pool> pool, SessionId id, Session& session) noexcept
        : pool_(std::move(pool)), id_(id), session_(&session) {}
    Lease(Lease&& other) noexcept
        : pool_(std::move(other.pool_)), id_(other.id_), session_(std::exchange(other.session_, nullptr)) {}
    Lease& operator=(Lease&& other) noexcept {
        Lease old(std::move(*this));
        pool_ = std::move(other.pool_);
        id_ = other.id_;
        session_ = std::exchange(other.session_, nullptr);
        return *this;
    }
    ~Lease();

    explicit operator bool() const noexcept { return session_ != nullptr; }
    Session& session() const noexcept { return *session_; }

private:
    std::shared_ptr<Pool> pool_;
    SessionId id_ = 0;
    Session* session_ = nullptr;
};

/// The sessions of an engine. Thread-safe. PoolState decides; this class owns the sessions and does what it says,
/// always outside of the lock. While sessions only lie idle nothing is pending on any executor.
class Pool final : public ContextListener, public std::enable_shared_from_this<Pool> {
public:
    Pool(std::unique_ptr<Connector> connector, const EngineOptions& options);
    ~Pool();

    /// Throws TimeoutError when all sessions stay in use, else what connecting throws.
    task<Lease> checkout();
    /// Closes the idle sessions; those in use are closed when they come home.
    task<void> dispose();
    PoolStatus status() const;

    void checkin(SessionId id) noexcept;
    void context_closed(ContextKey context) noexcept override;

private:
    friend class Ticket;
    friend class ResetGuard;

    struct Slot {
        std::shared_ptr<Session> session;
        boost::asio::any_io_executor executor;  // of the coroutine that uses it, or used it last
        ContextKey context = nullptr;
    };
    /// Someone in the queue.
    struct Waiter {
        ContextKey context = nullptr;
        PoolActions served;
        std::exception_ptr error;
        bool done = false;
        std::function<void()> resume;  // set while the coroutine is suspended
    };
    using Lock = std::unique_lock<std::mutex>;

    /// Does what the state has decided; unlocks.
    void perform(Lock& lock, const PoolActions& actions) noexcept;
    void serve_all(Lock& lock) noexcept;
    /// Takes a waiter out of the queue who has waited for too long or was cancelled.
    void give_up(WaiterId id, std::exception_ptr error) noexcept;
    void reset_done(SessionId id, SessionState state) noexcept;
    Slot take_slot(SessionId id);
    SessionState state_of(const Slot& slot) const noexcept;
    void discard(Slot slot, bool context_alive) noexcept;
    void watch(boost::asio::execution_context& context);
    std::string timeout_message() const;

    const std::unique_ptr<Connector> connector_;
    const std::size_t size_;
    const int max_overflow_;
    const std::chrono::milliseconds timeout_;

    mutable std::mutex mutex_;
    PoolState state_;
    std::uint64_t last_id_ = 0;
    std::unordered_map<SessionId, Slot> slots_;
    std::unordered_map<WaiterId, std::shared_ptr<Waiter>> waiters_;
    std::unordered_set<ContextKey> contexts_;
};

}  // namespace azoth::detail
