#include "catch.hpp"
#include "crowd.hpp"

#include <chrono>

// No server listens at the database's address.
namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

constexpr const char* unreachable = "postgresql://azoth@127.0.0.1:1/azoth";

}  // namespace

TEST_CASE("With fail_fast no caller waits for a connection while none can be opened", "[engine]") {
    az::EngineOptions options;
    options.fail_fast = true;
    options.pool_timeout = 20s;
    const auto begin = std::chrono::steady_clock::now();
    run([](az::EngineOptions given) -> az::task<void> {
        auto engine = az::create_async_engine(unreachable, given);
        int failed = 0;
        int shared = 0;
        for (int round = 0; round < 3; ++round) {
            co_await all_of(20, [&](int) -> az::task<void> {
                const auto error = co_await failure<az::OperationalError>(engine.connect());
                if (error && error->connection_lost()) ++failed;
                const auto other = co_await failure<az::OperationalError>(engine.execute(az::text("SELECT 1")));
                if (other && other->statement() == "SELECT 1") ++shared;
            });
        }
        CHECK(failed == 60);
        CHECK(shared == 60);
        CHECK(engine.pool().waiting == 0);
        CHECK(engine.pool().timeouts == 0);
        // Most failed without their own attempt to connect.
        CHECK(engine.pool().failed_to_open < 30);
    }(options));
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

TEST_CASE("With fail_fast callers still wait while all connections are in use", "[engine]") {
    az::EngineOptions options;
    options.fail_fast = true;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        int served = 0;
        co_await all_of(10, [&](int) -> az::task<void> {
            auto conn = co_await engine.connect();
            co_await conn.execute(az::text("SELECT 1"));
            ++served;
        });
        CHECK(served == 10);
    });
}
