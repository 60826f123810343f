#include "catch.hpp"
#include "each_database.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

namespace {

using Clock = std::chrono::steady_clock;

// Runs for many seconds unless it is stopped.
const auto endless = az::text(
                         "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) "
                         "SELECT count(*) FROM c")
                         .columns<std::int64_t>();
const auto limit_on_server = az::text("SHOW statement_timeout").columns<std::string>();

az::EngineOptions limited(std::chrono::milliseconds limit) {
    az::EngineOptions options;
    options.execution_options = az::timeout(limit);
    return options;
}

/// The duration of a task that must throw TimeoutError.
template <class T>
az::task<std::chrono::milliseconds> time_to_timeout(az::task<T> task) {
    const auto begin = Clock::now();
    const auto error = co_await failure<az::TimeoutError>(std::move(task));
    CHECK(error.has_value());
    co_return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

}  // namespace

TEST_CASE("Every way to execute takes a timeout, after which the connection is used again", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto executed = co_await time_to_timeout(conn.execute(endless, az::timeout(50ms)));
        CHECK(executed < 3s);
        co_await conn.rollback();
        co_await time_to_timeout(conn.scalar(endless, az::timeout(20ms)));
        co_await conn.rollback();
        co_await time_to_timeout(conn.scalars(endless, az::timeout(20ms)));
        co_await conn.rollback();
        co_await time_to_timeout(conn.stream(endless, az::timeout(20ms)));
        co_await conn.rollback();
        const auto value = co_await conn.scalar(select_one, az::timeout(10s));
        CHECK(value == 1);
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("What the engine limits a connection may limit otherwise, and a statement, and a call", "[engine]") {
    on_each_database(limited(10s), [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        CHECK(conn.get_execution_options().timeout() == 10s);
        const auto slow = execution_options(endless, az::timeout(30ms));
        co_await time_to_timeout(conn.execute(slow));
        co_await conn.rollback();
        conn.execution_options(az::timeout(30ms));
        co_await time_to_timeout(conn.execute(endless));
        co_await conn.rollback();
        const auto twin = engine.execution_options(az::timeout(30ms));
        auto other = co_await twin.connect();
        co_await time_to_timeout(other.execute(endless));
        co_await other.rollback();
        const auto longer = co_await time_to_timeout(other.execute(endless, az::timeout(300ms)));
        CHECK(longer >= 250ms);
    });
}

TEST_CASE("The function of run_sync() has timeouts, too", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const bool stopped = co_await conn.run_sync([](az::Connection& sync) {
            try {
                sync.execute(endless, az::timeout(30ms));
            } catch (const az::TimeoutError&) {
                return true;
            }
            return false;
        });
        CHECK(stopped);
    });
}

TEST_CASE("PostgreSQL has the limit itself, a little longer, as long as it applies", "[engine][postgresql]") {
    on_postgresql(limited(5s), [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto at_first = co_await conn.scalar(limit_on_server);
        CHECK(at_first == "5500ms");
        // Never shorter than the limit of a call.
        const auto longer = co_await conn.scalar(limit_on_server, az::timeout(10s));
        CHECK(longer == "11s");
        const auto shorter = co_await conn.scalar(limit_on_server, az::timeout(1s));
        CHECK(shorter == "5500ms");
        const auto unlimited = co_await conn.scalar(limit_on_server, az::timeout(0ms));
        CHECK(unlimited == "0");
        {
            auto savepoint = co_await conn.begin_nested();
            const auto inside = co_await conn.scalar(limit_on_server);
            CHECK(inside == "5500ms");
            co_await savepoint.rollback();
        }
        const auto behind = co_await conn.scalar(limit_on_server);
        CHECK(behind == "5500ms");
        co_await conn.rollback();
        conn.execution_options(az::timeout(0ms));
        const auto none = co_await conn.scalar(limit_on_server);
        CHECK(none == "0");
    });
}

TEST_CASE("In autocommit the server's limit is the session's, and is reset at check-in", "[engine][postgresql]") {
    auto options = limited(5s);
    options.pool_size = 1;
    options.max_overflow = 0;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto autocommit = engine.execution_options(az::Isolation::autocommit);
        {
            auto conn = co_await autocommit.connect();
            const auto limit = co_await conn.scalar(limit_on_server);
            CHECK(limit == "5500ms");
            co_await conn.exec_driver_sql("VACUUM engine_users");
        }
        auto conn = co_await engine.execution_options(az::timeout(0ms)).connect();
        const auto limit = co_await conn.scalar(limit_on_server);
        CHECK(limit == "0");
    });
}

TEST_CASE("COMMIT, too, has the connection's limit", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql("CREATE TEMP TABLE slow_commit (id int)");
        co_await conn.exec_driver_sql(
            "CREATE FUNCTION pg_temp.nap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN "
            "NULL; END'");
        co_await conn.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER nap AFTER INSERT ON slow_commit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            "EXECUTE FUNCTION pg_temp.nap()");
        co_await conn.commit();
        conn.execution_options(az::timeout(200ms));
        co_await conn.exec_driver_sql("INSERT INTO slow_commit VALUES (1)");
        const auto time = co_await time_to_timeout(conn.commit());
        CHECK(time < 5s);
        CHECK_FALSE(conn.in_transaction());
        conn.execution_options(az::timeout(0ms));
        const auto left = co_await conn.scalar(az::text("SELECT count(*) FROM slow_commit").columns<std::int64_t>());
        CHECK(left == 0);
    });
}

TEST_CASE("A cancelled statement leaves its connection to the next caller, rolled back", "[engine]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto work = [](az::AsyncEngine on) -> az::task<void> {
            auto conn = co_await on.connect();
            co_await add(conn, "barbara");
            co_await conn.execute(endless);
        };
        asio::steady_timer timer(co_await asio::this_coro::executor, 50ms);
        const auto winner = co_await (work(engine) || timer.async_wait(asio::use_awaitable));
        CHECK(winner.index() == 1);
        const auto after = co_await names(engine);
        CHECK(after.size() == 3);
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("What can't be cancelled in time loses its connection, after the time that the engine gives it",
          "[engine][postgresql]") {
    az::EngineOptions options;
    options.cancel_timeout = 200ms;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        // Catches every cancellation and continues.
        const auto stubborn = az::text(
            "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END "
            "$$");
        const auto begin = Clock::now();
        const auto error = co_await failure<az::TimeoutError>(conn.execute(stubborn, az::timeout(50ms)));
        CHECK(error.has_value());
        CHECK(Clock::now() - begin < 3s);
        const auto lost = co_await failure<az::OperationalError>(conn.execute(select_one));
        CHECK(lost.has_value());
        co_await conn.close();
        auto next = co_await engine.connect();
        const auto value = co_await next.scalar(select_one);
        CHECK(value == 1);
        // The server would continue with it without limit.
        co_await next.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DO $$ BEGIN LOOP%'");
    });
}

TEST_CASE("The error of a timeout tells whether a connection or a statement was waited for, and which statement",
          "[engine]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    options.pool_timeout = 30ms;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto no_connection = co_await failure<az::ConnectionTimeoutError>(engine.connect());
        CHECK(no_connection.has_value());
        const auto counted = az::text(
                                 "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :most) "
                                 "SELECT count(*) FROM c")
                                 .bind("most", 2000000000)
                                 .columns<std::int64_t>();
        const auto too_slow = co_await failure<az::StatementTimeoutError>(conn.execute(counted, az::timeout(30ms)));
        REQUIRE(too_slow.has_value());
        CHECK_THAT(std::string(too_slow->statement()), StartsWith("WITH RECURSIVE c(n)"));
        CHECK(too_slow->parameters() == "(2000000000,)");
        CHECK(too_slow->outcome() == az::Outcome::rolled_back);
        CHECK_THAT(too_slow->what(), ContainsSubstring("did not finish within") && ContainsSubstring("[SQL: WITH") &&
                                         ContainsSubstring("[parameters: (2000000000,)]"));
        co_await conn.rollback();
        const auto value = co_await conn.scalar(az::text("SELECT 1 AS a").columns<std::int32_t>());
        CHECK(value == 1);
    });
}
