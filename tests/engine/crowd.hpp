#pragma once

#include "each_database.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <exception>

/// Helpers of the tests of shared connections.
namespace azoth_tests {

inline const auto user_by_id =
    azoth::query([](azoth::Param<std::int64_t> id) { return select(users.id, users.name).where(users.id == id); });

/// Statements must not become slow on a slow test machine.
inline azoth::EngineOptions shared_connections(std::size_t count) {
    azoth::EngineOptions options;
    options.shared_connections = count;
    options.shared_slow_after = std::chrono::milliseconds(0);
    return options;
}

inline azoth::EngineOptions one_connection() { return shared_connections(1); }

/// Starts `count` coroutines of one kind at the same time, and waits for all of them.
template <class Make>
azoth::task<void> all_of(int count, Make make) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer over(executor, boost::asio::steady_timer::time_point::max());
    int running = count;
    std::exception_ptr failed;
    for (int i = 0; i < count; ++i) {
        boost::asio::co_spawn(executor, make(i), [&](const std::exception_ptr& error) {
            if (error) failed = error;
            if (--running == 0) over.cancel();
        });
    }
    if (running != 0) co_await over.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (failed) std::rethrow_exception(failed);
}

}  // namespace azoth_tests
