#include "catch.hpp"
#include "crowd.hpp"

#include <chrono>
#include <cstdint>
#include <iostream>

namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

struct Work {
    std::uint64_t transactions = 0;
    std::uint64_t connections = 0;
};

Work transactions_of(int workers, az::EngineOptions options, std::chrono::milliseconds time) {
    Work work;
    run([](int count, az::EngineOptions given, std::chrono::milliseconds limit, Work& done) -> az::task<void> {
        auto engine = az::create_async_engine(postgresql_url(), given);
        const auto end = std::chrono::steady_clock::now() + limit;
        co_await all_of(count, [&](int) -> az::task<void> {
            while (std::chrono::steady_clock::now() < end) {
                auto conn = co_await engine.connect();
                co_await conn.execute(select_one);
                co_await conn.commit();
                ++done.transactions;
            }
        });
        done.connections = engine.pool().opened;
        co_await engine.dispose();
    }(workers, options, time, work));
    return work;
}

}  // namespace

TEST_CASE("Connections beyond the pool's size are kept while they are used", "[engine]") {
    if (postgresql_url().empty()) return;
    for (const int workers : {6, 15}) {
        az::EngineOptions no_overflow;
        no_overflow.max_overflow = 0;
        const Work bounded = transactions_of(workers, no_overflow, 1s);
        const Work work = transactions_of(workers, az::EngineOptions(), 1s);
        std::cout << "overflow: " << workers << " workers, " << work.transactions << " transactions, "
                  << work.connections << " connections (max_overflow 0: " << bounded.transactions << ")" << std::endl;
        CHECK(work.connections <= 45);
        CHECK(work.transactions * 2 > bounded.transactions);
    }
}
