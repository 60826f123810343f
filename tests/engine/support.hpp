#pragma once

#include <azoth/azoth.hpp>
#include <azoth/engine/logger.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth_tests {

/// The databases that a test runs on: the server of the tests only where there is one.
inline std::vector<std::string> urls() {
    std::vector<std::string> all{"sqlite://"};
    if (const char* const url = std::getenv("AZOTH_TEST_POSTGRESQL")) all.emplace_back(url);
    return all;
}

inline std::string postgresql_url() {
    const char* const url = std::getenv("AZOTH_TEST_POSTGRESQL");
    return url == nullptr ? std::string() : url;
}

inline bool is_postgresql(std::string_view url) { return url.starts_with("postgresql"); }

/// Runs a coroutine to its end on a context, and all else that is pending there.
template <class T>
T run_on(boost::asio::io_context& context, azoth::task<T> coroutine) {
    std::exception_ptr error;
    std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> value;
    const auto keep_value = [&value](azoth::task<T> work) -> azoth::task<void> {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(work);
            value = true;
        } else {
            value.emplace(co_await std::move(work));
        }
    };
    co_spawn(context, keep_value(std::move(coroutine)), [&](const std::exception_ptr& e) { error = e; });
    context.restart();
    context.run();
    if (error) std::rethrow_exception(error);
    if constexpr (!std::is_void_v<T>) return std::move(*value);
}

/// The same on a context of its own.
template <class T>
T run(azoth::task<T> coroutine) {
    boost::asio::io_context context;
    return run_on(context, std::move(coroutine));
}

/// Keeps what the echo says.
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

/// Which of the server's processes executes it.
inline const auto backend_pid = azoth::text("SELECT pg_backend_pid()").columns<std::int32_t>();

/// The least statement that gives a row.
inline const auto select_one = azoth::text("SELECT 1 AS one").columns<std::int32_t>();

}  // namespace azoth_tests
