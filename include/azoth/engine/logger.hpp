#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How much a line matters.
enum class LogLevel : std::uint8_t {
    debug,    ///< echo_pool: connections lent, returned, reset
    info,     ///< echo: statements, transactions; echo_pool: connections opened, invalidated, closed; server: notices
    warning,  ///< what looks like a mistake in a statement; a warning of the database's
    error     ///< a hook that threw where nobody waits for it
};

/// "debug", "info", "warning", "error".
std::string_view to_string(LogLevel level) noexcept;

/// Where an engine's lines go: EngineOptions::logger. Without one they go to standard error. Warnings and errors come
/// unasked, the others where EngineOptions::echo and echo_pool ask for them. What another library needs is one
/// function:
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
    /// `channel`: "engine", "pool", or "server" for what the database said. The message has no line end, but may have
    /// some inside. Called from any thread, by an engine never from two at once; must not throw, nor use the engine.
    virtual void log(LogLevel level, std::string_view channel, std::string_view message) = 0;
};

/// A logger that calls a function.
std::shared_ptr<Logger> make_logger(
    std::function<void(LogLevel level, std::string_view channel, std::string_view message)> write);

}  // namespace azoth

AZOTH_EXPORT_END
