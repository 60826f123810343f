#pragma once

#include "run_coroutine.hpp"
#include "server_settings.hpp"
#include <azoth/azoth.hpp>
#include <azoth/engine/logger.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth_tests {

/// Stores the lines of the echo.
class EchoLog {
public:
    azoth::EngineOptions options() {
        azoth::EngineOptions options;
        options.echo = true;
        options.logger = azoth::make_logger(
            [this](azoth::LogLevel, std::string_view, std::string_view line) { lines_.emplace_back(line); });
        return options;
    }
    const std::vector<std::string>& lines() const noexcept { return lines_; }
    void clear() { lines_.clear(); }

private:
    std::vector<std::string> lines_;
};

inline azoth::task<void> sleep_for(std::chrono::milliseconds time) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

/// The server process that executes it.
inline const auto backend_pid = azoth::text("SELECT pg_backend_pid()").columns<std::int32_t>();

/// The shortest statement that returns a row.
inline const auto select_one = azoth::text("SELECT 1 AS one").columns<std::int32_t>();

}  // namespace azoth_tests
