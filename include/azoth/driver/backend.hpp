#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Dialect;
class SessionCommands;
struct Diagnostics;

/// What a backend needs to know to connect, beside the URL.
struct ConnectOptions {
    std::chrono::milliseconds connect_timeout{30'000};  ///< for one connect, over all hosts; zero: no limit
    /// How long a cancelled statement may take to end before the connection is closed instead of used again.
    std::chrono::milliseconds cancel_timeout{5'000};
    bool encrypted_cancel_only = false;      ///< see EngineOptions
    std::size_t statement_cache_size = 256;  ///< prepared statements kept per session; 0: none are kept
    /// See EngineOptions, also for 0.
    std::size_t max_result_bytes = std::size_t{1} << 30;
    std::size_t max_message_bytes = std::size_t{256} << 20;
    std::size_t max_notice_bytes = std::size_t{1} << 20;
    /// Called with each notice and warning that the database sends, before the operation it belongs to ends, from the
    /// thread that reads. It may not throw. Empty: nobody wants to know.
    std::function<void(const Diagnostics&)> notice;
};

/// Makes the sessions of one engine. Thread-safe.
class Connector {
public:
    virtual ~Connector() = default;
    /// Opens a session on the executor of the awaiting coroutine, where its I/O stays. Throws OperationalError when
    /// the server can't be reached or refuses, TimeoutError when it takes too long.
    virtual task<std::unique_ptr<Session>> connect() = 0;
    /// Whether many may use one session at a time without waiting for one another (Session::share).
    virtual bool has_shared_sessions() const noexcept { return false; }
};

/// One kind of database, registered by linking its component (azoth::postgresql, azoth::sqlite).
class Backend {
public:
    virtual ~Backend() = default;
    virtual std::string_view name() const noexcept = 0;
    /// Names accepted behind a + in the URL.
    virtual std::vector<std::string_view> drivers() const = 0;
    virtual const Dialect& dialect() const noexcept = 0;
    /// How its sessions are told what concerns transactions and themselves; by default they know BEGIN alone.
    virtual const SessionCommands& session_commands() const noexcept;
    /// Checks the URL and the options, connects nothing. Throws ArgumentError.
    virtual std::unique_ptr<Connector> connector(const Url& url, const ConnectOptions& options) const = 0;
};

/// Makes a backend known to create_async_engine(); returns true. Registering a name again does nothing. Thread-safe.
bool register_backend(const Backend& backend);
/// The backend of a URL. Throws NoSuchModuleError that names it, or its driver, and what there is.
const Backend& find_backend(const Url& url);

}  // namespace azoth

AZOTH_EXPORT_END
