#pragma once

#include <azoth/driver/notification.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

AZOTH_EXPORT_BEGIN

/// LISTEN and NOTIFY: PostgreSQL only; elsewhere NotSupportedError.
namespace azoth {

class AsyncConnection;
class AsyncEngine;

namespace detail {
class Inbox;
class ConnectionState;
}  // namespace detail

/// How to listen: `co_await listen(conn, "orders", {.buffer = 10'000})`.
struct ListenOptions {
    /// Notifications that are kept for who doesn't ask for them; what comes then is thrown away, and counted by
    /// Listener::missed(). At least 1.
    std::size_t buffer = 1'000;
    /// Bytes that these may take: channel, payload and some 100 bytes for each. What exceeds it is thrown away and
    /// counted likewise.
    std::size_t buffer_bytes = std::size_t{4} << 20;
};

/// The notifications of a channel, from listen(): `while (true) use(co_await listener.next())`. To be used by one
/// coroutine at a time. While it lives, its connection reads what the server sends, which keeps the io_context busy.
/// When it dies its connection stops listening at the latest when it goes back to the pool.
class [[nodiscard]] Listener {
public:
    /// Listens to nothing, to be assigned to: only that, and destroying it, is allowed.
    Listener() noexcept;
    Listener(Listener&&) noexcept;
    Listener& operator=(Listener&&) noexcept;
    ~Listener();

    /// The next notification, oldest first; waits for it. What came before the connection was lost or closed is still
    /// given, then OperationalError or ResourceClosedError is thrown. A cancelled call throws CancelledError and has
    /// taken none, so that `co_await (listener.next() || other)` loses nothing.
    task<Notification> next();
    /// The same, and throws TimeoutError when there is none within this time; none is taken then.
    task<Notification> next(std::chrono::milliseconds timeout);
    /// One that is there already.
    std::optional<Notification> try_next();
    /// How many were thrown away because the buffer was full.
    std::uint64_t missed() const noexcept;
    const std::string& channel() const noexcept;

    /// Stops listening. Does nothing the second time.
    task<void> close();

private:
    friend task<Listener> listen(AsyncConnection& connection, std::string channel, ListenOptions options);
    Listener(std::shared_ptr<detail::ConnectionState> connection, std::shared_ptr<detail::Inbox> inbox) noexcept;
    void drop() noexcept;

    std::shared_ptr<detail::ConnectionState> connection_;
    std::shared_ptr<detail::Inbox> inbox_;
};

/// Listens to a channel, whose name is taken as it is, capital letters included. The connection can be used beside it,
/// but hears nothing while it is in a transaction. Throws InvalidRequestError if it is in one now, IdentifierError for
/// what is no name, NotSupportedError.
task<Listener> listen(AsyncConnection& connection, std::string channel, ListenOptions options = ListenOptions());

/// The notifications of a channel over any number of connections, from subscribe(): one that is lost is replaced. To be
/// used by one coroutine at a time. It takes a connection of the engine's pool, and gives it back when it dies.
class [[nodiscard]] Subscription {
public:
    /// Listens to nothing, to be assigned to: only that, and destroying it, is allowed.
    Subscription() noexcept;
    Subscription(Subscription&&) noexcept;
    Subscription& operator=(Subscription&&) noexcept;
    ~Subscription();

    /// The next notification, oldest first; waits for it. Empty: a gap. The connection was lost, another one listens
    /// now, and nobody heard what was said in between: what depends on it is to be read anew.
    ///
    /// While there is no server it goes on trying to connect, at intervals of up to a second; throws only what another
    /// attempt would not change, OperationalError for a user or a database that is refused. A cancelled call has taken
    /// nothing, neither a notification nor a gap.
    task<std::optional<Notification>> next();
    /// The same, and throws TimeoutError when there is neither within this time.
    task<std::optional<Notification>> next(std::chrono::milliseconds timeout);
    /// How many were thrown away because the buffer was full.
    std::uint64_t missed() const noexcept;
    const std::string& channel() const noexcept;

private:
    class State;
    friend task<Subscription> subscribe(AsyncEngine engine, std::string channel, ListenOptions options);
    explicit Subscription(std::shared_ptr<State> state) noexcept;
    static task<std::optional<Notification>> next(std::shared_ptr<State> state);
    static task<std::optional<Notification>> next(std::shared_ptr<State> state, std::chrono::milliseconds timeout);
    static task<std::optional<Notification>> next_before(std::shared_ptr<State> state,
                                                         std::chrono::steady_clock::time_point deadline);

    std::shared_ptr<State> state_;
};

/// Listens to a channel for as long as the subscription lives. The first connection is made here; throws what
/// AsyncEngine::connect() and listen() throw.
task<Subscription> subscribe(AsyncEngine engine, std::string channel, ListenOptions options = ListenOptions());

}  // namespace azoth

AZOTH_EXPORT_END
