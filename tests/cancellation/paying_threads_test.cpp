#include "bench.hpp"
#include "catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace az = azoth;
namespace asio = boost::asio;

namespace azoth_tests::paying_threads {
namespace {

constexpr int threads = 4;
constexpr int coroutines = 8;

az::task<void> give_up_again_and_again(az::AsyncEngine engine, int rounds, std::atomic<int>& done) {
    auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
    const auto one = az::text("SELECT 1").columns<std::int32_t>();
    for (int i = 0; i < rounds; ++i) {
        {
            auto transaction = co_await conn.begin();
            co_await conn.scalar(one);
        }
        co_await conn.scalar(one);  // rolls back first
        ++done;
    }
    co_await conn.close();
}

int rounds_on(const std::string& url, int rounds) {
    az::EngineOptions options;
    options.pool_size = coroutines;
    const auto engine = az::create_async_engine(url, options);
    asio::io_context context;
    std::atomic<int> done{0};
    std::atomic<int> ended{0};
    for (int i = 0; i < coroutines; ++i) {
        asio::co_spawn(context, give_up_again_and_again(engine, rounds, done), [&](const std::exception_ptr& error) {
            ++ended;
            if (error) std::rethrow_exception(error);
        });
    }
    std::vector<std::thread> pool;
    for (int i = 0; i < threads; ++i) pool.emplace_back([&] { context.run(); });
    // A coroutine that is never resumed keeps the context busy: the test reports that instead of hanging.
    for (int last = -1; ended != coroutines && done != last;) {
        last = done;
        for (int i = 0; i < 1'000 && ended != coroutines && done == last; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    context.stop();
    for (std::thread& thread : pool) thread.join();
    return done;
}

}  // namespace

TEST_CASE("Pending statements of a connection are executed on an executor of several threads, and the caller continues",
          "[cancellation]") {
    constexpr int rounds = 2'000;
    CHECK(rounds_on("sqlite://", rounds) == coroutines * rounds);
    const char* const server = std::getenv("AZOTH_TEST_POSTGRESQL");
    if (server != nullptr) CHECK(rounds_on(server, rounds) == coroutines * rounds);
}

}  // namespace azoth_tests::paying_threads
