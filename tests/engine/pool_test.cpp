#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <thread>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

az::EngineOptions small_pool(std::size_t size, int overflow, std::chrono::milliseconds timeout = 30s) {
    az::EngineOptions options;
    options.pool_size = size;
    options.max_overflow = overflow;
    options.pool_timeout = timeout;
    return options;
}

az::task<std::int32_t> ask_one(az::AsyncEngine engine) {
    auto conn = co_await engine.connect();
    const auto value = co_await conn.scalar(select_one);
    co_return value.value();
}

}  // namespace

TEST_CASE("An engine connects lazily and keeps its connection for the next", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        CHECK(engine.pool().to_string() ==
              "Pool size: 5  Connections in pool: 0 Current Overflow: 0 Current Checked out connections: 0 Waiting: 0");
        for (int i = 0; i < 3; ++i) {
            auto conn = co_await engine.connect();
            CHECK(engine.pool().checked_out == 1);
            CHECK(engine.pool().checked_in == 0);
        }
        CHECK(engine.pool().checked_in == 1);
        co_await engine.dispose();
        CHECK(engine.pool().checked_in == 0);
        const auto value = co_await ask_one(engine);
        CHECK(value == 1);
    }(url));
}

TEST_CASE("io_context.run() returns while connections lie idle", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    auto engine = az::create_async_engine(url);
    asio::io_context context;
    CHECK(run_on(context, ask_one(engine)) == 1);
    CHECK(engine.pool().checked_in == 1);
    CHECK(run_on(context, ask_one(engine)) == 1);
    CHECK(engine.pool().checked_in == 1);
}

TEST_CASE("An engine outlives the io_contexts of its connections", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    auto engine = az::create_async_engine(url);
    for (int i = 0; i < 3; ++i) {
        asio::io_context context;
        CHECK(run_on(context, ask_one(engine)) == 1);
        CHECK(engine.pool().checked_in == 1);
    }
    CHECK(engine.pool().checked_in == 0);
}

TEST_CASE("A connection in the middle of its work goes down with its io_context", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    auto engine = az::create_async_engine(url);
    {
        asio::io_context context;
        co_spawn(
            context,
            [](az::AsyncEngine from) -> az::task<void> {
                auto conn = co_await from.connect();
                auto waiting = co_await conn.begin_nested();
                co_await sleep_for(1h);
            }(engine),
            [](const std::exception_ptr&) {});
        context.run_for(200ms);
        CHECK(engine.pool().checked_out == 1);
    }
    CHECK(engine.pool().checked_out == 0);
    CHECK(engine.pool().checked_in == 0);
    CHECK(run(ask_one(engine)) == 1);
}

TEST_CASE("When all connections stay in use connect() times out as SQLAlchemy's pool does", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where, small_pool(1, 1, 50ms));
        auto first = co_await engine.connect("nightly report");
        auto second = co_await engine.connect();
        CHECK(engine.pool().overflow == 1);
        std::string message;
        try {
            co_await engine.connect();
        } catch (const az::TimeoutError& error) {
            message = error.what();
        }
        CHECK_THAT(message, StartsWith("QueuePool limit of size 1 overflow 1 reached, connection timed out, timeout "
                                       "0.05; in use by \"nightly report\" for ") &&
                                ContainsSubstring(" s, an unnamed caller for "));
        CHECK(engine.pool().waiting == 0);
        CHECK(engine.pool().timeouts == 1);
    }(url));
}

TEST_CASE("Waiters get connections in the order of their requests", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    asio::io_context context;
    auto engine = az::create_async_engine(url, small_pool(1, 0));
    std::string order;
    const auto visit = [&](char name) -> az::task<void> {
        auto conn = co_await engine.connect();
        order += name;
        co_await sleep_for(5ms);
    };
    for (const char name : {'a', 'b', 'c', 'd'}) {
        co_spawn(context, visit(name), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }
    const auto begin = std::chrono::steady_clock::now();
    context.run();
    CHECK(order == "abcd");
    // No waiter's timeout of 30 seconds keeps the context busy.
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
    CHECK(engine.pool().checked_in == 1);
}

TEST_CASE("Waiting for a connection can be cancelled", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    asio::io_context context;
    auto engine = az::create_async_engine(url, small_pool(1, 0));
    asio::cancellation_signal signal;
    bool cancelled = false;
    std::exception_ptr failed;
    co_spawn(
        context,
        [&]() -> az::task<void> {
            auto conn = co_await engine.connect();
            co_spawn(co_await asio::this_coro::executor, ask_one(engine),
                     asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& error, std::int32_t) {
                         cancelled = error != nullptr;
                     }));
            co_await sleep_for(10ms);
            CHECK(engine.pool().waiting == 1);
            signal.emit(asio::cancellation_type::terminal);
            co_await sleep_for(10ms);
            CHECK(cancelled);
            CHECK(engine.pool().waiting == 0);
        },
        [&](const std::exception_ptr& error) { failed = error; });
    context.run();
    CHECK_FALSE(failed);
    CHECK(cancelled);
}

TEST_CASE("A dirty connection is rolled back while the next one waits for it", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where, small_pool(1, 0));
        co_await fill(engine);
        {
            auto conn = co_await engine.connect();
            co_await conn.execute(insert(users).values(users.name = "barbara"));
            auto stream = co_await conn.stream(select(users), az::yield_per(1));
        }
        auto conn = co_await engine.connect();
        const auto left = co_await conn.execute(select(users.id));
        CHECK(left.size() == 3);
        CHECK(engine.pool().checked_out == 1);
    }(url));
}

TEST_CASE("A connection that dies after its io_context has stopped is closed when it is dirty", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    asio::io_context context;
    auto engine = az::create_async_engine(url);
    std::optional<az::AsyncConnection> conn;
    run_on(context, [](az::AsyncEngine from, std::optional<az::AsyncConnection>& into) -> az::task<void> {
        into = co_await from.connect();
        co_await into->execute(select_one);
    }(engine, conn));
    conn.reset();
    CHECK(engine.pool().checked_out == 0);
    CHECK(engine.pool().checked_in == 0);
}

TEST_CASE("Connections beyond the pool's size are closed when none is in use", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    asio::io_context context;
    auto engine = az::create_async_engine(url, small_pool(1, 2));
    run_on(context, [](az::AsyncEngine from) -> az::task<void> {
        auto first = co_await from.connect();
        auto second = co_await from.connect();
        auto third = co_await from.connect();
        CHECK(from.pool().overflow == 2);
    }(engine));
    CHECK(engine.pool().checked_in == 1);
    CHECK(engine.pool().overflow == 0);
}

TEST_CASE("A connection in use when the engine is disposed of works on and is closed afterwards", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where, small_pool(1, 0));
        {
            auto conn = co_await engine.connect();
            co_await engine.dispose();
            const auto value = co_await conn.scalar(select_one);
            CHECK(value == 1);
            const auto other = co_await ask_one(engine);
            CHECK(other == 1);
            co_await conn.rollback();
        }
        CHECK(engine.pool().checked_in + engine.pool().checked_out == 1);
    }(url));
}

TEST_CASE("An idle connection that the server has closed is replaced at checkout", "[engine][postgresql]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        auto killer = az::create_async_engine(where);
        const auto backend = az::text("SELECT pg_backend_pid()").columns<std::int32_t>();
        std::optional<std::int32_t> pid;
        {
            auto conn = co_await engine.connect();
            pid = co_await conn.scalar(backend_pid);
        }
        {
            auto conn = co_await killer.connect();
            const auto kill = az::text("SELECT pg_terminate_backend(:pid)").columns<bool>();
            co_await conn.execute(kill, az::named("pid", *pid));
        }
        co_await sleep_for(50ms);
        auto conn = co_await engine.connect();
        const auto now = co_await conn.scalar(backend_pid);
        CHECK(now.has_value());
        CHECK(now != pid);
    }(url));
}

TEST_CASE("Threads with io_contexts of their own share an engine", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    auto engine = az::create_async_engine(url, small_pool(2, 1));
    std::atomic<int> answers = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            asio::io_context context;
            for (int i = 0; i < 5; ++i) {
                co_spawn(
                    context,
                    [&]() -> az::task<void> {
                        for (int n = 0; n < 10; ++n) answers += co_await ask_one(engine);
                    },
                    [](const std::exception_ptr& error) {
                        if (error) std::rethrow_exception(error);
                    });
            }
            context.run();
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(answers == 200);
    CHECK(engine.pool().checked_out == 0);
    CHECK(engine.pool().checked_in == 0);
}

TEST_CASE("An io_context run by several threads shares an engine with strands", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    auto engine = az::create_async_engine(url, small_pool(2, 0));
    asio::io_context context;
    std::atomic<int> answers = 0;
    for (int i = 0; i < 8; ++i) {
        co_spawn(
            asio::make_strand(context),
            [&]() -> az::task<void> {
                for (int n = 0; n < 10; ++n) answers += co_await ask_one(engine);
            },
            [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            });
    }
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) threads.emplace_back([&] { context.run(); });
    for (std::thread& thread : threads) thread.join();
    CHECK(answers == 80);
    CHECK(engine.pool().checked_out == 0);
    CHECK(engine.pool().checked_in > 0);
}
