#include "catch.hpp"
#include "crowd.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <set>
#include <thread>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

const auto sleep_for_long = az::text("SELECT 1 FROM pg_sleep(30)").columns<std::int32_t>();

}  // namespace

TEST_CASE("The engine executes a single statement, with typed rows", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto result = co_await engine.execute(user_by_id(2));
        REQUIRE(result.size() == 1);
        const auto [id, name] = result[0];
        CHECK(id == 2);
        CHECK(name == "grace");
        const auto count = co_await engine.scalar(select(az::func::count()).select_from(users));
        CHECK(count == 3);
        const auto all = co_await engine.scalars(select(users.name).order_by(users.id));
        CHECK(all.all() == std::vector<std::string>{"ada", "grace", "edsger"});
        const auto first = co_await engine.first(select(users.name).order_by(users.id));
        CHECK(first.value().get<0>() == "ada");
        const auto missing = co_await engine.one_or_none(user_by_id(77));
        CHECK(!missing);
        const auto one = co_await engine.one(user_by_id(3));
        CHECK(one.get<1>() == "edsger");
        const auto none = co_await failure<az::NoResultFound>(engine.one(user_by_id(77)));
        CHECK(none.has_value());
    });
}

TEST_CASE("What the engine executes is committed at once", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto made = co_await engine.execute(insert(users).values(users.name = "barbara").returning(users.id));
        CHECK(made.size() == 1);
        co_await engine.execute(az::text("UPDATE engine_users SET email = :email WHERE name = 'barbara'")
                                    .bind("email", std::string("b@example.org")));
        const auto seen = co_await names(engine);
        CHECK(seen.size() == 4);
        const auto email = co_await engine.scalar(select(users.email).where(users.name == "barbara"));
        CHECK(email == "b@example.org");
    });
}

TEST_CASE("An engine with an isolation level of its own executes each statement in such a transaction", "[engine]") {
    az::EngineOptions options;
    options.execution_options = az::Isolation::serializable;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.execute(insert(users).values(users.name = "barbara"));
        CHECK(engine.pool().checked_out == 0);
        const auto seen = co_await names(engine);
        CHECK(seen.size() == 4);
        if (engine.dialect().name() == "postgresql") {
            const auto level = co_await engine.scalar(az::text("SHOW transaction_isolation").columns<std::string>());
            CHECK(level == "serializable");
        }
    });
}

TEST_CASE("Coroutines by the hundred share the connections of their context", "[engine]") {
    on_postgresql(shared_connections(2), [](az::AsyncEngine engine) -> az::task<void> {
        std::set<std::int32_t> backends;
        int right = 0;
        co_await all_of(300, [&](int i) -> az::task<void> {
            const auto one = co_await engine.one(user_by_id(1 + i % 3));
            if (one.get<0>() == 1 + i % 3) ++right;
            for (int again = 0; again < 20; ++again) {
                const auto pid = co_await engine.scalar(backend_pid);
                backends.insert(pid.value());
            }
        });
        CHECK(right == 300);
        CHECK(backends.size() == 2);
        // That of fill().
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("The error of one is no other's", "[engine]") {
    on_each_database(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        int failed = 0;
        int right = 0;
        co_await all_of(60, [&](int i) -> az::task<void> {
            if (i % 3 == 0) {
                const auto error =
                    co_await failure<az::IntegrityError>(engine.execute(insert(users).values(users.name = "ada")));
                if (error) ++failed;
            } else {
                const auto one = co_await engine.one(user_by_id(1));
                if (one.get<1>() == "ada") ++right;
            }
        });
        CHECK(failed == 20);
        CHECK(right == 40);
    });
}

TEST_CASE("A statement that changes the session throws before it is sent", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        for (const char* const sql :
             {"BEGIN", "SET search_path = x", "  listen a", "CREATE TEMP TABLE t (a int)",
              "/* SELECT /* 1 */ */ DISCARD ALL", "-- SELECT\nPREPARE a AS SELECT 1", "", "(begin)",
              "PRAGMA foreign_keys = off", "--", "/*", "SELECT 1 AS a INTO TEMP t",
              "WITH a AS (SELECT 1) SELECT * INTO t FROM a", "(SELECT insert INTO t FROM a)",
              "EXPLAIN ANALYZE CREATE TEMP TABLE t AS SELECT 1", "EXPLAIN (ANALYZE) CREATE TABLE t AS SELECT 1"}) {
            INFO(sql);
            const auto error = co_await failure<az::InvalidRequestError>(engine.execute(az::text(sql)));
            CHECK(error.has_value());
        }
        const auto one = co_await engine.scalar(az::text("/* a */ -- b\n select 1").columns<std::int32_t>());
        CHECK(one == 1);
        co_await engine.execute(az::text("EXPLAIN SELECT 'INTO' AS \"INTO\" -- INTO"));
    });
}

TEST_CASE("A statement that times out lets its neighbours live", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        int right = 0;
        int late = 0;
        co_await all_of(40, [&](int i) -> az::task<void> {
            if (i % 10 == 3) {
                const auto error =
                    co_await failure<az::TimeoutError>(engine.execute(sleep_for_long, az::timeout(60ms)));
                if (error) ++late;
            } else {
                const auto one = co_await engine.one(user_by_id(1));
                if (one.get<1>() == "ada") ++right;
            }
        });
        CHECK(late == 4);
        CHECK(right == 36);
    });
}

TEST_CASE("A cancelled caller resumes at once, and the connection serves the others", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const auto before = co_await engine.scalar(backend_pid);
        const auto executor = co_await asio::this_coro::executor;
        asio::cancellation_signal signal;
        bool over = false;
        const auto wait = [&]() -> az::task<void> { co_await engine.execute(sleep_for_long); };
        asio::co_spawn(executor, wait(),
                       asio::bind_cancellation_slot(signal.slot(),
                                                    [&](const std::exception_ptr& error) { over = error != nullptr; }));
        co_await sleep_for(20ms);
        signal.emit(asio::cancellation_type::terminal);
        co_await sleep_for(5ms);
        CHECK(over);
        const auto after = co_await engine.scalar(backend_pid);
        CHECK(before == after);
    });
}

TEST_CASE("More requests than a connection may have wait for their turn", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_requests = 2;
    options.shared_bytes = 100;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto echo = az::query([](az::Param<std::string> word) {
            return az::text("SELECT :word::text").bind("word", word).columns<std::string>();
        });
        int right = 0;
        co_await all_of(30, [&](int i) -> az::task<void> {
            const std::string word(static_cast<std::size_t>(i) * 10, 'x');
            const auto answer = co_await engine.scalar(echo(word));
            if (answer == word) ++right;
        });
        CHECK(right == 30);
    });
}

TEST_CASE("A caller that waits for a shared connection ends at pool_timeout, or when cancelled", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_requests = 1;
    options.pool_timeout = 400ms;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto executor = co_await asio::this_coro::executor;
        co_await engine.execute(user_by_id(1));
        bool slept = false;
        const auto hold = [&]() -> az::task<void> {
            co_await engine.execute(az::text("SELECT 1 FROM pg_sleep(2)"));
            slept = true;
        };
        asio::co_spawn(executor, hold(), [](const std::exception_ptr&) {});
        co_await sleep_for(5ms);
        asio::cancellation_signal signal;
        bool cancelled = false;
        const auto wait = [&]() -> az::task<void> { co_await engine.execute(user_by_id(1)); };
        asio::co_spawn(executor, wait(),
                       asio::bind_cancellation_slot(
                           signal.slot(), [&](const std::exception_ptr& error) { cancelled = error != nullptr; }));
        co_await sleep_for(5ms);
        signal.emit(asio::cancellation_type::terminal);
        const auto error = co_await failure<az::TimeoutError>(engine.execute(user_by_id(1)));
        CHECK(error.has_value());
        CHECK(cancelled);
        CHECK(!slept);
        while (!slept) co_await sleep_for(20ms);
        const auto one = co_await engine.one(user_by_id(1));
        CHECK(one.get<1>() == "ada");
    });
}

TEST_CASE("A shared connection that the server closed is replaced", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const auto before = co_await engine.scalar(backend_pid);
        auto conn = co_await engine.connect();
        co_await conn.execute(
            az::text("SELECT pg_terminate_backend(:pid, 5000)").bind("pid", before.value()).columns<bool>());
        const auto after = co_await engine.scalar(backend_pid);
        CHECK(after.has_value());
        CHECK(before != after);
    });
}

TEST_CASE("Callers that need a shared connection get the reason why none can be opened", "[engine]") {
    run([]() -> az::task<void> {
        auto engine = az::create_async_engine("postgresql://azoth@127.0.0.1:1/azoth");
        const auto error = co_await failure<az::OperationalError>(engine.execute(az::text("SELECT 1")));
        CHECK(error.has_value());
    }());
}

TEST_CASE("An engine serves one context after the other with shared connections", "[engine]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const auto engine = az::create_async_engine(url);
    for (int i = 0; i < 2; ++i) {
        const auto one = run(engine.scalar(az::text("SELECT 1").columns<std::int32_t>()));
        CHECK(one == 1);
    }
}

TEST_CASE("The threads of a context share its connections", "[engine]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const auto engine = az::create_async_engine(url);
    asio::io_context context;
    std::atomic<int> right = 0;
    const auto ask = [&engine, &right]() -> az::task<void> {
        for (int i = 0; i < 50; ++i) {
            const auto one = co_await engine.scalar(az::text("SELECT 1").columns<std::int32_t>());
            if (one == 1) ++right;
        }
    };
    for (int i = 0; i < 20; ++i) asio::co_spawn(context, ask(), [](const std::exception_ptr&) {});
    {
        const std::jthread other([&] { context.run(); });
        context.run();
    }
    CHECK(right == 1000);
}

TEST_CASE("The engine reports the requests in flight on its shared connections", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_requests = 4;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        az::PoolStatus during;
        const auto nap = az::text("SELECT 1 FROM pg_sleep(0.02)").columns<std::int32_t>();
        co_await engine.scalar(backend_pid);
        co_await all_of(7, [&](int i) -> az::task<void> {
            if (i == 6) {
                during = engine.pool();
                co_return;
            }
            co_await engine.scalar(nap);
        });
        CHECK(during.shared == 1);
        CHECK(during.shared_requests == 4);
        CHECK(during.shared_waiting == 2);
        const az::PoolStatus after = engine.pool();
        CHECK(after.shared_requests == 0);
        CHECK(after.shared_waiting == 0);
    });
}
