#pragma once

#include <azoth/driver/notification.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

/// LISTEN and NOTIFY. PostgreSQL only; elsewhere NotSupportedError.
namespace azoth {

class AsyncConnection;
class AsyncEngine;

namespace detail {
class Inbox;
class ConnectionState;
}  // namespace detail

/// Options of listen() and subscribe(). Not an aggregate, so that it may be made inside an awaited expression.
class ListenOptions {
public:
    /// Sets the defaults shown below.
    ListenOptions() noexcept {}

    /// Maximum number of queued notifications; later ones are dropped and counted by Listener::missed(). At least 1.
    std::size_t buffer = 1'000;
    /// Maximum size of the queued notifications in bytes: channel, payload and about 100 bytes for each. Later ones are
    /// dropped and counted likewise.
    std::size_t buffer_bytes = std::size_t{4} << 20;
};

/// The notifications of a channel: the result of listen(). Example: `while (true) use(co_await listener.next())`.
/// Threads: one coroutine at a time. While it exists its connection reads from the server, which keeps the io_context
/// busy. After its destruction the connection stops listening, at the latest at check-in.
class Listener {
public:
    /// Listens to nothing, to be assigned to; no other operation is allowed.
    Listener() noexcept;
    Listener(Listener&&) noexcept;
    Listener& operator=(Listener&&) noexcept;
    ~Listener();

    /// Waits for the next notification, oldest first. Throws OperationalError if the connection was lost,
    /// ResourceClosedError if it was closed, after all notifications received before. Cancellation: throws
    /// CancelledError and takes no notification, so that `co_await (listener.next() || other)` loses none.
    task<Notification> next();
    /// Waits for at most `timeout`; then throws TimeoutError and takes no notification. Otherwise like next().
    task<Notification> next(std::chrono::milliseconds timeout);
    /// Returns the next notification if one is queued.
    std::optional<Notification> try_next();
    /// Number of notifications dropped because the queue was full.
    std::uint64_t missed() const noexcept;
    /// The channel's name.
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

/// Listens to a channel; its name is used as given, with case preserved. The connection can be used meanwhile, but
/// receives no notifications while it is in a transaction. Throws InvalidRequestError if it is in a transaction,
/// IdentifierError for an invalid name, NotSupportedError if the database has no LISTEN.
task<Listener> listen(AsyncConnection& connection, std::string channel, ListenOptions options = ListenOptions());

/// The notifications of a channel over successive connections: the result of subscribe(). A lost connection is
/// replaced. Threads: one coroutine at a time. It checks out a connection of the engine's pool until it is destroyed.
class Subscription {
public:
    /// Listens to nothing, to be assigned to; no other operation is allowed.
    Subscription() noexcept;
    Subscription(Subscription&&) noexcept;
    Subscription& operator=(Subscription&&) noexcept;
    ~Subscription();

    /// Waits for the next notification, oldest first. An empty optional is a gap: the connection was lost and replaced,
    /// and notifications sent in between were not received; read anew what depends on them.
    ///
    /// While there is no server it tries to connect again, at intervals of at most a second. Throws OperationalError
    /// only for what another attempt would not change, such as a rejected user or database. Cancellation: takes neither
    /// a notification nor a gap.
    task<std::optional<Notification>> next();
    /// Waits for at most `timeout`; then throws TimeoutError and takes nothing. Otherwise like next().
    task<std::optional<Notification>> next(std::chrono::milliseconds timeout);
    /// Number of notifications dropped because the queue was full, over all connections.
    std::uint64_t missed() const noexcept;
    /// The channel's name.
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

/// Listens to a channel until the subscription is destroyed. Opens the first connection. Throws as
/// AsyncEngine::connect() and listen() do.
task<Subscription> subscribe(AsyncEngine engine, std::string channel, ListenOptions options = ListenOptions());

}  // namespace azoth
