#include "catch.hpp"
#include "crowd.hpp"

#include <chrono>
#include <optional>

namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

TEST_CASE("A statement with the option is executed on an exclusive connection", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const auto shared = co_await engine.scalar(backend_pid);
        const auto own = co_await engine.scalar(backend_pid, az::unshared);
        CHECK(own != shared);
        const auto twin = engine.execution_options(az::unshared);
        const auto again = co_await twin.scalar(backend_pid);
        CHECK(again == own);
        const auto back = co_await twin.scalar(backend_pid, az::ExecutionOptions().unshared(false));
        CHECK(back == shared);
    });
}

TEST_CASE("A statement that took long is kept from the others until it was fast a hundred times", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_slow_after = 400ms;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto nap = az::text("SELECT pg_backend_pid() FROM pg_sleep(:time)").columns<std::int32_t>();
        const auto shared = co_await engine.scalar(backend_pid);
        // The statements after it wait without being slow themselves.
        std::optional<std::int32_t> first;
        co_await all_of(3, [&](int i) -> az::task<void> {
            if (i == 0) first = co_await engine.scalar(nap, az::named("time", 0.6));
            if (i != 0) co_await engine.scalar(backend_pid);
        });
        CHECK(first == shared);
        int apart = 0;
        for (int i = 0; i < 100; ++i) {
            const auto pid = co_await engine.scalar(nap, az::named("time", 0.0));
            if (pid != shared) ++apart;
        }
        CHECK(apart == 100);
        const auto back = co_await engine.scalar(nap, az::named("time", 0.0));
        CHECK(back == shared);
        const auto neighbour = co_await engine.scalar(backend_pid);
        CHECK(neighbour == shared);
    });
}

TEST_CASE("A statement that timed out on a shared connection is not executed there again", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_slow_after = 10s;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto shared = co_await engine.scalar(backend_pid);
        const auto nap = az::text("SELECT pg_backend_pid() FROM pg_sleep(:time)").columns<std::int32_t>();
        const auto late =
            co_await failure<az::TimeoutError>(engine.execute(nap, az::named("time", 20.0), az::timeout(40ms)));
        CHECK(late.has_value());
        const auto pid = co_await engine.scalar(nap, az::named("time", 0.0));
        CHECK(pid != shared);
    });
}
