#include "bench.hpp"
#include "catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <thread>

namespace az = azoth;
namespace asio = boost::asio;

namespace azoth_tests::context_ends {
namespace {

az::task<void> hold(az::AsyncEngine engine, std::optional<az::AsyncConnection>& held) {
    held = co_await engine.connect();
}

az::task<void> want(az::AsyncEngine engine) {
    auto conn = co_await engine.connect();
    co_await conn.scalar(az::text("SELECT 1").columns<std::int64_t>());
}

}  // namespace

TEST_CASE("A connection is given back while the context of the coroutine that waits for it is destroyed",
          "[cancellation]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    std::mt19937 random(5);
    const auto engine = az::create_async_engine("sqlite://", options);
    for (int i = 0; i < 500; ++i) {
        asio::io_context holder;
        std::optional<az::AsyncConnection> held;
        asio::co_spawn(holder, hold(engine, held), [](const std::exception_ptr&) {});
        holder.run();
        REQUIRE(held.has_value());
        std::thread other;
        {
            asio::io_context waiting;
            asio::co_spawn(waiting, want(engine), [](const std::exception_ptr&) {});
            waiting.poll();
            CHECK(engine.pool().waiting == 1);
            std::atomic<bool> ready{false};
            other = std::thread([&held, &ready, turns = random() % 500] {
                ready = true;
                for (std::atomic<std::uint_fast32_t> turn{0}; turn < turns; ++turn) {
                }
                held.reset();
            });
            while (!ready) std::this_thread::yield();
            for (std::atomic<std::uint_fast32_t> turn{0}; turn < random() % 500; ++turn) {
            }
        }
        other.join();
        holder.restart();
        holder.run();
        CHECK(engine.pool().waiting == 0);
    }
    CHECK(engine.pool().checked_out == 0);
}

}  // namespace azoth_tests::context_ends
