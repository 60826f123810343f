#include "catch.hpp"
#include "each_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <numeric>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

az::task<void> ask(az::AsyncEngine engine) {
    auto conn = co_await engine.connect();
    const auto value = co_await conn.scalar(select_one);
    CHECK(value == 1);
    co_await conn.commit();
}

az::task<std::int32_t> pid_of(az::AsyncEngine engine) {
    auto conn = co_await engine.connect();
    const auto pid = co_await conn.scalar(backend_pid);
    co_return pid.value();
}

}  // namespace

TEST_CASE("A pool that keeps nothing opens a connection for each call", "[engine]") {
    az::EngineOptions options;
    options.pool = az::PoolKind::null_pool;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        const std::uint64_t before = engine.pool().opened;
        for (int i = 0; i < 3; ++i) co_await ask(engine);
        CHECK(engine.pool().opened == before + 3);
        CHECK(engine.pool().checked_in == 0);
        CHECK(engine.pool().closed == engine.pool().opened);
    });
}

TEST_CASE("A static pool has one connection for all", "[engine]") {
    az::EngineOptions options;
    options.pool = az::PoolKind::static_pool;
    options.pool_size = 20;
    options.pool_timeout = 20ms;
    options.pool_recycle = 1ms;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        for (int i = 0; i < 3; ++i) {
            co_await sleep_for(2ms);
            co_await ask(engine);
        }
        CHECK(engine.pool().opened == 1);
        auto conn = co_await engine.connect();
        const auto second = co_await failure<az::TimeoutError>(engine.connect());
        CHECK(second.has_value());
    });
}

TEST_CASE("Connections are replaced when they are too old, or were idle for too long", "[engine]") {
    for (const bool by_age : {true, false}) {
        az::EngineOptions options;
        (by_age ? options.pool_recycle : options.pool_idle_timeout) = 50ms;
        on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
            co_await ask(engine);
            const std::uint64_t opened = engine.pool().opened;
            co_await ask(engine);
            CHECK(engine.pool().opened == opened);
            co_await sleep_for(60ms);
            co_await ask(engine);
            CHECK(engine.pool().opened == opened + 1);
            CHECK(engine.pool().checked_in == 1);
        });
    }
}

TEST_CASE("Connections are opened ahead of their use, and no io_context is kept running for them", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    az::EngineOptions options;
    options.pool_size = 4;
    options.pool_min_idle = 3;
    auto engine = az::create_async_engine(url, options);
    asio::io_context context;
    run_on(context, ask(engine));
    CHECK(engine.pool().checked_in == 4);
    CHECK(engine.pool().opened == 4);
    CHECK(engine.pool().checked_out == 0);
    run_on(context, ask(engine));
    CHECK(engine.pool().opened == 4);
}

TEST_CASE("An engine may die, and its io_context, while connections are opened ahead", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    az::EngineOptions options;
    options.pool_min_idle = 5;
    for (const bool engine_first : {true, false}) {
        auto context = std::make_unique<asio::io_context>();
        std::optional<az::AsyncEngine> engine = az::create_async_engine(url, options);
        co_spawn(*context, ask(*engine), [](const std::exception_ptr&) {});
        for (int i = 0; i < 4; ++i) context->run_one();
        if (engine_first) engine.reset();
        context.reset();
        if (engine) CHECK(engine->pool().checked_out == 0);
    }
}

TEST_CASE("A connection that was idle is asked for an answer before it is lent", "[engine][postgresql]") {
    az::EngineOptions options;
    options.pool_pre_ping = true;
    options.pool_ping_after = 0ms;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const std::int32_t pid = co_await pid_of(engine);
        co_await sleep_for(2ms);
        while (engine.pool().checked_out != 0) co_await sleep_for(2ms);  // it is being rolled back
        const std::int32_t same = co_await pid_of(engine);
        CHECK(same == pid);
        auto killer = az::create_async_engine(engine.url().render(false));
        {
            auto conn = co_await killer.connect();
            const auto kill = az::text("SELECT pg_terminate_backend(:pid)").columns<bool>();
            co_await conn.execute(kill, az::named("pid", pid));
        }
        const std::int32_t other = co_await pid_of(engine);
        CHECK(other != pid);
    });
}

TEST_CASE("When one connection is lost all that were opened before it are replaced", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        {
            auto first = co_await engine.connect();
            auto second = co_await engine.connect();
            auto third = co_await engine.connect();
            co_await first.close();
            co_await failure<az::OperationalError>(
                second.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())"));
            co_await second.close();
            CHECK(engine.pool().checked_in == 0);
            // What is in use works on, and is closed when it comes back.
            co_await third.execute(select_one);
            co_await third.close();
        }
        CHECK(engine.pool().checked_in == 0);
        CHECK(engine.pool().checked_out == 0);
        co_await ask(engine);
        CHECK(engine.pool().checked_in == 1);
    });
}

TEST_CASE("invalidate() ends one connection", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        {
            auto kept = co_await engine.connect();
            auto conn = co_await engine.connect();
            co_await kept.close();
            co_await add(conn, "barbara");
            conn.invalidate();
            const auto refused = co_await failure<az::OperationalError>(add(conn, "leslie"));
            CHECK(refused.has_value());
        }
        CHECK(engine.pool().checked_in == 1);
        CHECK(engine.pool().checked_out == 0);
        const auto after = co_await names(engine);
        CHECK(after.size() == 3);
    });
}

TEST_CASE("DISCARD ALL follows what may have touched the session, and nothing else", "[engine][postgresql]") {
    az::EngineOptions options;
    options.pool_reset_on_return = az::ResetOnReturn::discard_all;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto setting = az::text("SHOW application_name").columns<std::string>();
        std::optional<std::string> before;
        {
            auto conn = co_await engine.connect();
            before = co_await conn.scalar(setting);
            co_await conn.exec_driver_sql("SET application_name = 'changed'");
            co_await conn.commit();
        }
        {
            auto conn = co_await engine.connect();
            const auto name = co_await conn.scalar(setting);
            CHECK(name == before);
            co_await conn.commit();
        }
        // A statement of azoth's own leaves its prepared statement in the session.
        const auto prepared = az::text("SELECT count(*) FROM pg_prepared_statements").columns<std::int64_t>();
        for (int i = 0; i < 2; ++i) {
            auto conn = co_await engine.connect();
            co_await conn.execute(select(users.id));
            co_await conn.rollback();
        }
        auto conn = co_await engine.connect();
        const auto kept = co_await conn.scalar(prepared);
        CHECK(kept.value() > 0);
    });
}

TEST_CASE("A pool counts what it does and how long its callers wait", "[engine]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        const az::PoolStatus before = engine.pool();
        auto conn = co_await engine.connect();
        co_spawn(
            co_await asio::this_coro::executor,
            [](az::AsyncConnection held) -> az::task<void> {
                co_await sleep_for(30ms);
                co_await held.close();
            }(std::move(conn)),
            [](const std::exception_ptr&) {});
        co_await ask(engine);
        const az::PoolStatus after = engine.pool();
        CHECK(after.waits.count() == before.waits.count() + 2);
        CHECK(after.waits.sum() - before.waits.sum() >= 25ms);
        CHECK(after.opened == 1);
        CHECK(after.closed == 0);
        CHECK(std::accumulate(after.waits.counts().begin(), after.waits.counts().end(), std::uint64_t{0}) ==
              after.waits.count());
    });
}

TEST_CASE("A wait is counted in the first bucket whose bound it does not exceed", "[unit]") {
    az::WaitHistogram waits;
    for (const std::chrono::nanoseconds wait :
         std::initializer_list<std::chrono::nanoseconds>{0ns, 100us, 101us, 9s, 10s, 1h}) {
        waits.add(wait);
    }
    CHECK(waits.counts().front() == 2);
    CHECK(waits.counts()[1] == 1);
    CHECK(waits.counts()[waits.bounds.size() - 1] == 2);
    CHECK(waits.counts().back() == 1);
    CHECK(waits.count() == 6);
}

TEST_CASE("While the server can't be reached callers take turns, and are told why they waited in vain",
          "[engine][postgresql]") {
    asio::io_context context;
    az::EngineOptions options;
    options.pool_timeout = 300ms;
    auto engine = az::create_async_engine("postgresql://me:hush@127.0.0.1:1/db", options);
    int refused = 0;
    std::vector<std::string> timeouts;
    CHECK_THROWS_AS(run_on(context, ask(engine)), az::OperationalError);
    for (int i = 0; i < 40; ++i) {
        co_spawn(
            context,
            [&]() -> az::task<void> {
                try {
                    co_await engine.connect();
                } catch (const az::OperationalError&) {
                    ++refused;
                } catch (const az::TimeoutError& error) {
                    timeouts.emplace_back(error.what());
                }
            },
            [](const std::exception_ptr&) {});
    }
    context.restart();
    context.run();
    // 50, 100, 200 ms apart, not forty at once.
    CHECK(refused >= 1);
    CHECK(refused <= 3);
    CHECK(engine.pool().failed_to_open == static_cast<std::uint64_t>(refused) + 1);
    REQUIRE(timeouts.size() == static_cast<std::size_t>(40 - refused));
    CHECK_THAT(timeouts.front(),
               ContainsSubstring("the last attempt to connect failed:") && !ContainsSubstring("hush"));
    CHECK(engine.pool().waiting == 0);
    CHECK(engine.pool().checked_out == 0);
}

TEST_CASE("Ten thousand who wait for five connections are served in the order they came", "[engine]") {
    constexpr std::size_t count = 10'000;
    const auto url = GENERATE(from_range(urls()));
    asio::io_context context;
    az::EngineOptions options;
    options.pool_size = 5;
    options.max_overflow = 0;
    options.pool_timeout = 5min;
    auto engine = az::create_async_engine(url, options);
    run_on(context, [](az::AsyncEngine from) -> az::task<void> {
        std::vector<az::AsyncConnection> all;
        for (int i = 0; i < 5; ++i) all.push_back(co_await from.connect());
    }(engine));
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < count; ++i) {
        co_spawn(
            context,
            [&, i]() -> az::task<void> {
                auto conn = co_await engine.connect();
                order.push_back(i);
                co_await conn.scalar(select_one);
                co_await conn.commit();
            },
            [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            });
    }
    const auto begin = Clock::now();
    context.restart();
    context.run();
    const auto time = std::chrono::duration<double>(Clock::now() - begin).count();
    REQUIRE(order.size() == count);
    std::size_t furthest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        furthest = std::max(furthest, i > order[i] ? i - order[i] : order[i] - i);
    }
    CHECK(furthest == 0);
    CHECK(engine.pool().waiting == 0);
    CHECK(engine.pool().checked_in == 5);
    std::cout << "fairness: " << count << " waiters, 5 connections, at most " << furthest << " places out of order, "
              << std::lround(static_cast<double>(count) / time) << " served a second ("
              << (is_postgresql(url) ? "PostgreSQL" : "SQLite") << ")\n";
}
