#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace azoth {

/// Severity of a line.
enum class LogLevel : std::uint8_t {
    debug,    ///< echo_pool: connections checked out, checked in, reset
    info,     ///< echo: statements, transactions; echo_pool: connections opened, invalidated, closed; server: notices
    warning,  ///< a probable mistake in a statement; a warning of the database
    error     ///< a hook threw an exception that no operation can report
};

/// Returns "debug", "info", "warning" or "error".
std::string_view to_string(LogLevel level) noexcept;

/// Receives an engine's lines: EngineOptions::logger. Without a logger they go to standard error. Warnings and errors
/// are always logged, the other levels only with EngineOptions::echo or echo_pool. An adapter for another library is
/// one function:
///
///     struct SpdlogLogger : az::Logger {
///         void log(az::LogLevel level, std::string_view channel, std::string_view message) override {
///             constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info,
///                                                             spdlog::level::warn, spdlog::level::err};
///             spdlog::log(levels[static_cast<int>(level)], "{}: {}", channel, message);
///         }
///     };
class Logger {
public:
    virtual ~Logger() = default;
    /// Writes one line. `channel` is "engine", "pool" or "server" (messages of the database). `message` does not end
    /// with a line feed, but may contain some. Threads: called from any thread; one engine never calls it from two
    /// threads at once. It must not throw, and must not use the engine.
    virtual void log(LogLevel level, std::string_view channel, std::string_view message) = 0;
};

/// Makes a logger that calls `write` for each line.
std::shared_ptr<Logger> make_logger(
    std::function<void(LogLevel level, std::string_view channel, std::string_view message)> write);

}  // namespace azoth
