#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace azoth {

class Dialect;
class SessionCommands;
struct Diagnostics;

/// What a backend needs to connect, in addition to the URL.
struct ConnectOptions {
    std::chrono::milliseconds connect_timeout{30'000};  ///< for one connection, over all hosts; zero: no limit
    /// How long a cancelled statement may take to end before its connection is closed.
    std::chrono::milliseconds cancel_timeout{5'000};
    bool encrypted_cancel_only = false;      ///< see EngineOptions::encrypted_cancel_only
    std::size_t statement_cache_size = 256;  ///< prepared statements kept per session; 0: none
    /// See EngineOptions::max_result_bytes.
    std::size_t max_result_bytes = std::size_t{1} << 30;
    /// See EngineOptions::max_message_bytes.
    std::size_t max_message_bytes = std::size_t{256} << 20;
    /// See EngineOptions::max_notice_bytes.
    std::size_t max_notice_bytes = std::size_t{1} << 20;
    /// Called with each notice and warning of the database, before its operation ends, on the thread that reads. It
    /// must not throw. Empty: notices are ignored.
    std::function<void(const Diagnostics&)> notice;
};

/// Opens the sessions of one engine. Thread-safe.
class Connector {
public:
    virtual ~Connector() = default;
    /// Opens a session on the executor of the awaiting coroutine; its I/O stays there. Throws OperationalError if the
    /// server cannot be reached or rejects the connection, TimeoutError after ConnectOptions::connect_timeout.
    virtual task<std::unique_ptr<Session>> connect() = 0;
    /// Whether a session can be shared: used by many coroutines that do not wait for one another (Session::share).
    virtual bool has_shared_sessions() const noexcept { return false; }
};

/// One kind of database. Registered by linking its component (azoth::postgresql, azoth::sqlite).
class Backend {
public:
    virtual ~Backend() = default;
    /// The name in URLs.
    virtual std::string_view name() const noexcept = 0;
    /// The names accepted after `+` in URLs.
    virtual std::vector<std::string_view> drivers() const = 0;
    /// The SQL dialect.
    virtual const Dialect& dialect() const noexcept = 0;
    /// The statements for transactions and sessions. The default knows BEGIN only.
    virtual const SessionCommands& session_commands() const noexcept;
    /// Checks the URL and the options; does not connect. Throws ArgumentError.
    virtual std::unique_ptr<Connector> connector(const Url& url, const ConnectOptions& options) const = 0;
};

/// Makes a backend known to create_async_engine(); returns true. A name that is already registered is ignored. Threads:
/// thread-safe.
bool register_backend(const Backend& backend);
/// Returns the backend of a URL. Throws NoSuchModuleError that names the missing backend or driver and the available
/// ones.
const Backend& find_backend(const Url& url);

}  // namespace azoth
