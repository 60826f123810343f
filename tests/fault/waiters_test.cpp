#include "catch.hpp"
#include "ledger.hpp"

#include <algorithm>
#include <iostream>
#include <vector>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

TEST_CASE("10,000 waiters on a pool of 5 are served in the order of their requests", "[fault]") {
    const auto url = GENERATE(from_range(urls()));
    constexpr std::size_t waiters = 10'000;
    using Clock = std::chrono::steady_clock;
    asio::io_context context;
    az::EngineOptions options;
    options.pool_size = 5;
    options.max_overflow = 0;
    options.pool_timeout = 300s;
    auto engine = az::create_async_engine(url, options);
    std::vector<std::size_t> order;
    std::vector<Clock::duration> waits(waiters);
    int failed = 0;
    const auto one = az::text("SELECT 1").columns<std::int32_t>();
    const auto wait = [&](std::size_t number) -> az::task<void> {
        const auto asked = Clock::now();
        auto conn = co_await engine.connect();
        order.push_back(number);
        waits[number] = Clock::now() - asked;
        co_await conn.scalar(one);
    };
    for (std::size_t i = 0; i < waiters; ++i) {
        co_spawn(context, wait(i), [&](const std::exception_ptr& error) {
            if (error) ++failed;
        });
    }
    const auto start = Clock::now();
    context.run_for(300s);
    const auto took = std::chrono::duration<double>(Clock::now() - start).count();

    // The first five open a connection each, which may take different times.
    std::size_t deviation = 0;
    std::size_t opening = 0;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const std::size_t off = order[place] > place ? order[place] - place : place - order[place];
        (order[place] < options.pool_size ? opening : deviation) =
            std::max(off, order[place] < options.pool_size ? opening : deviation);
    }
    std::sort(waits.begin(), waits.end());
    const auto ms = [](Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); };
    std::cout << "fairness (" << url.substr(0, url.find(':')) << "): " << order.size() << " waiters, " << deviation
              << " places off at most (" << opening << " of those who opened connections), wait p50 "
              << ms(waits[waiters / 2]) << " ms, p99 " << ms(waits[waiters * 99 / 100]) << " ms, " << took << " s"
              << std::endl;
    CHECK(failed == 0);
    CHECK(order.size() == waiters);
    // Coroutines on five connections may overtake each other by at most this.
    CHECK(deviation < options.pool_size);
    CHECK(engine.pool().checked_out == 0);
    CHECK(engine.pool().waiting == 0);
}
