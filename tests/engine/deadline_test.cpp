#include "catch.hpp"
#include "crowd.hpp"

#include <chrono>
#include <string>

// azoth::timeout() limits a call, from the call on.
namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

az::EngineOptions one_pooled() {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    options.shared_connections = 0;
    return options;
}

}  // namespace

TEST_CASE("The time limit of a statement covers waiting for a connection of the pool", "[engine]") {
    on_each_database(one_pooled(), [](az::AsyncEngine engine) -> az::task<void> {
        auto held = co_await engine.connect();
        const auto begun = Clock::now();
        const auto error = co_await failure<az::StatementTimeoutError>(engine.execute(select_one, az::timeout(100ms)));
        REQUIRE(error);
        CHECK(error->outcome() == az::Outcome::not_sent);
        CHECK(Clock::now() - begun >= 100ms);
        CHECK(Clock::now() - begun < 5s);
        CHECK(engine.pool().waiting == 0);
        co_await held.close();
        CHECK((co_await engine.execute(select_one, az::timeout(20s))).scalar() == 1);
    });
}
