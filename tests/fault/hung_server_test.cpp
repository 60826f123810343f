#include "catch.hpp"
#include "engine/crowd.hpp"
#include "own_server.hpp"

#include <chrono>
#include <optional>

// A server whose processes are stopped: connections stay open, and nothing is answered. A call leaves at its deadline.
namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto call_limit = 500ms;
// On a busy machine.
constexpr auto longest_call = 2500ms;

/// Zero: there was no timeout.
template <class T>
az::task<Clock::duration> time_to_timeout(az::task<T> task) {
    const auto begun = Clock::now();
    bool late = false;
    try {
        co_await std::move(task);
    } catch (const az::TimeoutError&) {
        late = true;
    }
    co_return late ? Clock::now() - begun : Clock::duration::zero();
}

bool is_in_time(Clock::duration time) { return time >= call_limit && time < longest_call; }

}  // namespace

TEST_CASE("With a server that hangs a call leaves at its deadline", "[fault]") {
    const std::string script = server_script();
    if (script.empty()) return;
    Server server(script);
    run([](Server& hung) -> az::task<void> {
        az::EngineOptions no_sharing;
        no_sharing.shared_connections = 0;
        auto shared = az::create_async_engine(hung.url());
        auto pooled = az::create_async_engine(hung.url(), no_sharing);
        auto engine = az::create_async_engine(hung.url());
        auto held = co_await engine.connect();
        auto abandoned = co_await engine.connect();
        co_await held.execute(select_one);
        {
            auto transaction = co_await abandoned.begin();
            co_await abandoned.execute(select_one);
            hung.hang();
        }
        // Opening a connection, for a shared and for an exclusive one.
        CHECK(is_in_time(co_await time_to_timeout(shared.execute(select_one, az::timeout(call_limit)))));
        CHECK(is_in_time(co_await time_to_timeout(pooled.execute(select_one, az::timeout(call_limit)))));
        // A statement, and the next on the same connection, which waits for the first to end.
        CHECK(is_in_time(co_await time_to_timeout(held.execute(select_one, az::timeout(call_limit)))));
        CHECK(is_in_time(co_await time_to_timeout(held.execute(select_one, az::timeout(call_limit)))));
        // The pending ROLLBACK.
        CHECK(is_in_time(co_await time_to_timeout(abandoned.execute(select_one, az::timeout(call_limit)))));
        hung.go_on();
        CHECK((co_await shared.execute(select_one, az::timeout(20s))).scalar() == 1);
        CHECK((co_await pooled.execute(select_one, az::timeout(20s))).scalar() == 1);
        CHECK((co_await engine.execute(select_one, az::timeout(20s))).scalar() == 1);
    }(server));
}
