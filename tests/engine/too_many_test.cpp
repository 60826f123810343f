#include "catch.hpp"
#include "crowd.hpp"

#include <chrono>
#include <string>

// The server refuses connections because it has too many (53300).
namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

std::string limited_url() {
    std::string url = postgresql_url();
    return url.replace(url.find("azoth@"), 6, "azoth_md5:md5%20secret@");
}

/// The role has this connection limit while the test runs.
template <class Test>
void with_connection_limit(int limit, Test test) {
    if (postgresql_url().empty()) return;
    const auto set_limit = [](int number) -> az::task<void> {
        auto admin = az::create_async_engine(postgresql_url());
        auto conn = co_await admin.connect();
        co_await conn.execute(az::text("ALTER ROLE azoth_md5 CONNECTION LIMIT " + std::to_string(number)));
        co_await conn.commit();
    };
    run(set_limit(limit));
    try {
        run(test());
    } catch (...) {
        run(set_limit(-1));
        throw;
    }
    run(set_limit(-1));
}

}  // namespace

TEST_CASE("A caller that the server refuses waits until a connection is returned", "[engine]") {
    with_connection_limit(2, []() -> az::task<void> {
        az::EngineOptions options;
        options.shared_connections = 0;
        auto engine = az::create_async_engine(limited_url(), options);
        int served = 0;
        co_await all_of(12, [&](int) -> az::task<void> {
            for (int i = 0; i < 10; ++i) {
                auto conn = co_await engine.connect();
                co_await conn.execute(select_one);
                co_await sleep_for(2ms);
                ++served;
            }
        });
        CHECK(served == 120);
        CHECK(engine.pool().failed_to_open > 0);
        co_await engine.dispose();
    });
}

TEST_CASE("A caller that the server refuses waits for at most the pool's time", "[engine]") {
    with_connection_limit(1, []() -> az::task<void> {
        az::EngineOptions options;
        options.shared_connections = 0;
        options.pool_timeout = 300ms;
        auto engine = az::create_async_engine(limited_url(), options);
        auto held = co_await engine.connect();
        const auto error = co_await failure<az::ConnectionTimeoutError>(engine.connect());
        REQUIRE(error);
        CHECK(std::string(error->what()).find("too many connections") != std::string::npos);
        options.fail_fast = true;
        auto hasty = az::create_async_engine(limited_url(), options);
        CHECK(co_await failure<az::OperationalError>(hasty.connect()));
    });
}

TEST_CASE("Shared connections and the pool make room for each other", "[engine]") {
    with_connection_limit(2, []() -> az::task<void> {
        auto engine = az::create_async_engine(limited_url(), shared_connections(2));
        for (int round = 0; round < 3; ++round) {
            co_await all_of(20, [&](int) -> az::task<void> { co_await engine.execute(select_one, az::timeout(20s)); });
            auto first = co_await engine.connect();
            co_await first.execute(select_one);
        }
        CHECK(engine.pool().timeouts == 0);
        {
            auto first = co_await engine.connect();
            auto second = co_await engine.connect();
            CHECK((co_await second.execute(select_one)).scalar() == 1);
        }
        CHECK((co_await engine.execute(select_one, az::timeout(20s))).scalar() == 1);
        co_await engine.dispose();
    });
}
