#include "catch.hpp"
#include "each_database.hpp"
#include "temporary.hpp"
#include <azoth/copy.hpp>
#include <azoth/listen.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <optional>

namespace az = azoth;
namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

namespace azoth_tests::owed {
// Pending statements of a connection are executed, whatever happens to the operation that they precede.
namespace {

/// Starts the task and cancels it in the same turn; returns its error, if it had one.
template <class T>
az::task<std::exception_ptr> start_and_cancel(az::task<T> work) {
    const auto executor = co_await asio::this_coro::executor;
    asio::cancellation_signal signal;
    asio::steady_timer over(executor, asio::steady_timer::time_point::max());
    std::exception_ptr error;
    bool done = false;
    const auto run_it = [](az::task<T> task) -> az::task<void> { co_await std::move(task); };
    asio::co_spawn(executor, run_it(std::move(work)),
                   asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& e) {
                       error = e;
                       done = true;
                       over.cancel();
                   }));
    co_await asio::post(executor, asio::use_awaitable);
    signal.emit(asio::cancellation_type::terminal);
    boost::system::error_code ignored;
    if (!done) co_await over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_return error;
}

std::vector<std::string> only(std::initializer_list<std::string> all) { return all; }

/// Cannot be encoded: it throws before it is sent.
az::task<void> refused(az::AsyncConnection& conn) {
    std::string sql = "INSERT INTO engine_users (name) VALUES ('never')";
    sql += '\0';
    co_await conn.exec_driver_sql(std::move(sql));
}

}  // namespace

TEST_CASE("An abandoned transaction is rolled back although the next operation was cancelled", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        for (int i = 0; i < 20; ++i) {
            auto conn = co_await engine.connect();
            {
                auto abandoned = co_await conn.begin();
                co_await add(conn, "abandoned");
            }
            co_await start_and_cancel(conn.execute(select(users.id)));
            auto transaction = co_await conn.begin();
            co_await conn.execute(select(users.id));
            co_await transaction.commit();
        }
        const auto left = co_await names(engine);
        CHECK(left == only({"ada", "grace", "edsger"}));
    });
}

TEST_CASE("An operation that is cancelled while it waits for pending statements was not sent", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            auto abandoned = co_await conn.begin();
            co_await add(conn, "abandoned");
        }
        const std::exception_ptr error = co_await start_and_cancel(conn.execute(select(users.id)));
        std::optional<az::Outcome> outcome;
        try {
            if (error) std::rethrow_exception(error);
        } catch (const az::CancelledError& cancelled) {
            outcome = cancelled.outcome();
        }
        CHECK(outcome == az::Outcome::not_sent);
    });
}

TEST_CASE("An abandoned savepoint is rolled back although the next operation was cancelled", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            auto abandoned = co_await conn.begin_nested();
            co_await add(conn, "abandoned");
        }
        co_await start_and_cancel(conn.execute(select(users.id)));
        co_await conn.commit();
        const auto left = co_await names(engine);
        CHECK(left == only({"ada", "grace", "edsger"}));
    });
}

TEST_CASE("rollback() that was cancelled is a rollback", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await add(conn, "abandoned");
        co_await start_and_cancel(conn.rollback());
        CHECK_FALSE(conn.in_transaction());
        co_await add(conn, "kept");
        co_await conn.commit();
        const auto left = co_await names(engine);
        CHECK(left == only({"ada", "grace", "edsger", "kept"}));
    });
}

TEST_CASE("A lock is released although the operation that it was to be released with was cancelled",
          "[engine][postgresql]") {
    az::EngineOptions options;
    options.pool_size = 2;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        {
            auto conn = co_await engine.connect();
            { const auto lock = co_await az::advisory_lock(conn, 7); }
            co_await start_and_cancel(conn.execute(select(users.id)));
        }
        auto one = co_await engine.connect();
        auto other = co_await engine.connect();
        const auto first = co_await az::try_advisory_lock(one, 7);
        CHECK(first.has_value());
        const auto second = co_await az::try_advisory_lock(other, 7);
        CHECK_FALSE(second.has_value());
    });
}

TEST_CASE("BEGIN is sent with the first statement that is sent", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        bool failed = false;
        try {
            co_await engine.begin(
                [](az::AsyncConnection& conn) -> az::task<void> { co_await (refused(conn) && add(conn, "second")); });
        } catch (const az::Error&) {
            failed = true;
        }
        CHECK(failed);
        const auto left = co_await names(engine);
        CHECK(left == only({"ada", "grace", "edsger"}));
    });
}

TEST_CASE("BEGIN is sent with the next statement if the first was cancelled in the same turn", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        {
            auto transaction = co_await conn.begin();
            const auto executor = co_await asio::this_coro::executor;
            asio::cancellation_signal signal;
            asio::co_spawn(executor, add(conn, "first"),
                           asio::bind_cancellation_slot(signal.slot(), [](const std::exception_ptr&) {}));
            asio::post(executor, [&signal] { signal.emit(asio::cancellation_type::terminal); });
            co_await asio::post(executor, asio::use_awaitable);
            co_await add(conn, "second");
        }
        co_await conn.execute(select(users.id));
        const auto left = co_await names(engine);
        CHECK(left == only({"ada", "grace", "edsger"}));
    });
}

TEST_CASE("The first statements of a transaction are sent together", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto query = select(users.name).where(users.id == 1);
        const auto [a, b, c] = co_await (conn.scalar(query) && conn.scalar(query) && conn.scalar(query));
        CHECK(a == "ada");
        CHECK(c == "ada");
        co_await conn.rollback();
        // The second statement fails the transaction: later ones are not executed, earlier ones are undone.
        const auto several = [](az::AsyncConnection& at) -> az::task<void> {
            co_await (add(at, "alan") && add(at, "ada") && add(at, "barbara"));
        };
        bool failed = false;
        try {
            co_await several(conn);
        } catch (const std::exception&) {  // of one of them, or of several
            failed = true;
        }
        CHECK(failed);
        co_await conn.rollback();
        const auto left = co_await names(engine);
        CHECK(left == only({"ada", "grace", "edsger"}));
    });
}

TEST_CASE("Savepoints are released when they are rolled back", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id));
        for (int i = 0; i < 200; ++i) {
            {
                auto nested = co_await conn.begin_nested();
                co_await add(conn, "abandoned");
                if (i % 2 == 0) co_await nested.rollback();
            }
        }
        // Each savepoint that wrote holds a lock on its transaction id until it is released.
        const auto locks =
            az::text("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND pid = pg_backend_pid()")
                .columns<std::int64_t>();
        const auto held = co_await conn.scalar(locks);
        CHECK(held < 5);
        co_await conn.commit();
        const auto left = co_await names(engine);
        CHECK(left == only({"ada", "grace", "edsger"}));
    });
}

TEST_CASE("In autocommit a statement during a stream works, or its error tells why it cannot", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const bool server = is_postgresql(engine.url().render());
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        auto stream = co_await conn.stream(select(users.name).order_by(users.id), az::yield_per(1));
        int rows = 0;
        while (auto row = co_await stream.next()) {
            ++rows;
            const auto refused = co_await failure<az::InvalidRequestError>(conn.execute(select(users.id)));
            if (rows < 3) CHECK(refused.has_value() == server);
        }
        CHECK(rows == 3);
        const auto after = co_await conn.execute(select(users.id));
        CHECK(after.size() == 3);
        // Both at once: the stream is opened and does not wait for the other statement.
        const auto both = [&]() -> az::task<void> {
            auto [open, result] =
                co_await (conn.stream(select(users.name), az::yield_per(1)) && conn.execute(select(users.id)));
            CHECK(result.size() == 3);
        };
        const auto refused = co_await failure<az::InvalidRequestError>(both());
        CHECK(refused.has_value() == server);
        const auto usable = co_await conn.execute(select(users.id));
        CHECK(usable.size() == 3);
    });
}

TEST_CASE("A statement that is sent during a COPY out throws", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto numbers = az::text("SELECT i FROM generate_series(1, 5000) AS i").columns<std::int32_t>();
        const auto both = [&]() -> az::task<void> {
            co_await (az::copy_out(conn, numbers) && conn.execute(select(users.id)) && conn.execute(select(users.id)));
        };
        bool ended = false;
        try {
            co_await both();
            ended = true;
        } catch (const az::InvalidRequestError&) {
            ended = true;
        }
        CHECK(ended);
        co_await conn.rollback();
        const auto usable = co_await conn.execute(select(users.id));
        CHECK(usable.size() == 3);
    });
}

TEST_CASE("next() that lost against a timer, or against another, has taken nothing", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        auto sender = co_await engine.execution_options(az::Isolation::autocommit).connect();
        auto a = co_await az::listen(conn, "a");
        auto b = co_await az::listen(conn, "b");
        const auto executor = co_await asio::this_coro::executor;
        constexpr int count = 300;
        const auto send = [&]() -> az::task<void> {
            for (int i = 0; i < count; ++i) {
                co_await sender.execute(az::text("SELECT pg_notify('a', 'x'), pg_notify('b', 'x')"));
            }
        };
        int heard = 0;
        const auto hear = [&]() -> az::task<void> {
            asio::steady_timer timer(executor);
            while (heard < count) {
                timer.expires_after(std::chrono::microseconds(20));
                const auto said = co_await (a.next() || timer.async_wait(asio::use_awaitable));
                if (said.index() == 0) ++heard;
            }
        };
        const auto watch = [&]() -> az::task<void> {
            asio::steady_timer timer(executor, 20s);
            co_await timer.async_wait(asio::use_awaitable);
        };
        co_await ((send() && hear()) || watch());
        CHECK(heard == count);
        // Both have notifications: each call takes from one of them.
        co_await sender.execute(az::text("SELECT pg_notify('a', 'x')"));
        co_await sender.execute(az::text("SELECT pg_notify('a', 'y')"));
        co_await conn.execute(select(users.id));
        for (int i = 0; i < count + 2; ++i) co_await (a.next() || b.next());
        CHECK(!a.try_next());
        CHECK(!b.try_next());
        CHECK(a.missed() + b.missed() == 0);
    });
}

TEST_CASE("next() takes a timeout, after which nothing is lost", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        auto listener = co_await az::listen(conn, "a");
        const auto none = co_await failure<az::TimeoutError>(listener.next(20ms));
        CHECK(none.has_value());
        auto subscription = co_await az::subscribe(engine, "a");
        const auto silent = co_await failure<az::TimeoutError>(subscription.next(20ms));
        CHECK(silent.has_value());
        co_await conn.execute(az::text("SELECT pg_notify('a', 'x')"));
        const auto said = co_await listener.next(5s);
        CHECK(said.payload == "x");
        const auto notified = co_await subscription.next(5s);
        REQUIRE(notified.has_value());
        CHECK(notified->payload == "x");
    });
}

TEST_CASE("A listener that is dropped stops listening with the next operation", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        const auto channels = az::text("SELECT count(*) FROM pg_listening_channels()").columns<std::int64_t>();
        {
            auto listener = co_await az::listen(conn, "a");
            const auto one = co_await conn.scalar(channels);
            CHECK(one == 1);
        }
        const auto none = co_await conn.scalar(channels);
        CHECK(none == 0);
    });
}

TEST_CASE("A cancelled operation throws the same on each database, and so does a wait for a connection", "[engine]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto is_cancelled = [](const std::exception_ptr& error) {
            try {
                if (error) std::rethrow_exception(error);
            } catch (const az::CancelledError& cancelled) {
                return cancelled.code() == asio::error::operation_aborted;
            } catch (...) {
            }
            return false;
        };
        auto conn = co_await engine.connect();
        const auto waited = co_await start_and_cancel(engine.connect());
        CHECK(is_cancelled(waited));
        const auto endless = az::text(
                                 "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) "
                                 "SELECT count(*) FROM c")
                                 .columns<std::int64_t>();
        const auto executed = co_await start_and_cancel(conn.execute(endless));
        CHECK(is_cancelled(executed));
        co_await conn.rollback();
        const auto usable = co_await conn.execute(select(users.id));
        CHECK(usable.size() == 3);
    });
}

TEST_CASE("COMMIT that SQLite refuses because the database is busy can be tried again", "[engine][sqlite]") {
    const TemporaryFile file;
    const std::string url = file.url("?busy_timeout=20&journal_mode=delete");
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto reader = co_await engine.connect();
        auto writer = co_await engine.connect();
        auto rows = co_await reader.stream(select(users.name), az::yield_per(1));
        co_await rows.next();
        co_await add(writer, "alan");
        const auto busy = co_await failure<az::OperationalError>(writer.commit());
        REQUIRE(busy.has_value());
        CHECK(busy->outcome() == az::Outcome::not_executed);
        CHECK(writer.in_transaction());
        co_await rows.close();
        co_await reader.rollback();
        co_await writer.commit();
        co_await writer.close();
        co_await reader.close();
        const auto left = co_await names(engine);
        CHECK(left.size() == 4);
        co_await engine.dispose();
    }(url));
}

}  // namespace azoth_tests::owed
