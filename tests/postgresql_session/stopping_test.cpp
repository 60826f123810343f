#include "server.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include <string>

namespace azoth::postgresql::test {
namespace {

using Clock = std::chrono::steady_clock;

task<Answer> execute_within(Session& session, std::chrono::milliseconds time, std::string sql,
                            StatementKind kind = StatementKind::text) {
    const Statement statement(std::move(sql), {}, kind);
    Request made = request(statement);
    made.timeout = time;
    co_return co_await session.execute(made);
}

// What `operation` throws when its coroutine is cancelled after a while.
template <class T>
task<std::exception_ptr> cancelled_after(std::chrono::milliseconds time, task<T> operation) {
    const auto executor = co_await asio::this_coro::executor;
    asio::cancellation_signal signal;
    asio::steady_timer over(executor, asio::steady_timer::time_point::max());
    std::exception_ptr error;
    bool ended = false;
    asio::co_spawn(executor, std::move(operation),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown, const T&) {
                       error = thrown;
                       ended = true;
                       over.cancel();
                   }));
    co_await sleep(time);
    signal.emit(asio::cancellation_type::terminal);
    boost::system::error_code ignored;
    if (!ended) co_await over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_return error;
}

bool is_aborted(const std::exception_ptr& error) {
    return as<boost::system::system_error>(error).code() == asio::error::operation_aborted;
}

TEST_CASE("a statement that takes too long is stopped on the server, and the session goes on", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const auto start = Clock::now();
                const auto error =
                    as<TimeoutError>(co_await failure(execute_within(session, 100ms, "SELECT pg_sleep(31)")));
                CHECK_THAT(error.what(), ContainsSubstring("100 ms"));
                CHECK(Clock::now() - start < 3s);
                CHECK(session.is_clean());
                co_await check_number(session, "SELECT 1", 1);
                co_await check_number(
                    session,
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(31)%' AND state = 'active'"
                    " AND pid <> pg_backend_pid()",
                    0);
            },
            url);
    }
}

TEST_CASE("a statement that is fast enough does not notice its timeout", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        for (int i = 0; i < 100; ++i) {
            const Answer answer = co_await execute_within(session, 10s, "SELECT 8::int8");
            CHECK(cell<std::int64_t>(answer) == 8);
        }
        const auto body = [&](std::size_t i) -> task<void> {
            co_await execute_within(session, std::chrono::milliseconds(10'000 + i), "SELECT 1");
        };
        co_await at_once(100, body);
    });
}

TEST_CASE("in a transaction a timeout fails the transaction, not the session", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await session.control("BEGIN");
        as<TimeoutError>(co_await failure(execute_within(session, 50ms, "SELECT pg_sleep(31)")));
        CHECK(session.transaction_status() == TransactionStatus::failed);
        co_await check_control(session, "ROLLBACK", "ROLLBACK");
        co_await check_number(session, "SELECT 1", 1);
    });
}

TEST_CASE("the shortest timeouts leave the session usable, too", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        for (int i = 0; i < 30; ++i) {
            const auto time = std::chrono::milliseconds(1 + i % 4);
            const auto error = co_await failure(execute_within(session, time, "SELECT pg_sleep(0.003)"));
            if (error) as<TimeoutError>(error);
            co_await check_number(session, "SELECT 1", 1);
        }
    });
}

TEST_CASE("a request behind others is let go when its time is over, the others are not touched", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const auto start = Clock::now();
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 1) {
                as<TimeoutError>(co_await failure(execute_within(session, 50ms, "SELECT 1")));
                CHECK(Clock::now() - start < 250ms);
            } else {
                co_await execute(session, "SELECT pg_sleep(0.3)");
            }
        };
        co_await at_once(3, body);
        CHECK(Clock::now() - start >= 600ms);
        CHECK(session.is_clean());
        co_await check_number(session, "SELECT 1", 1);
    });
}

TEST_CASE("a request that was let go while it waited is stopped when its turn comes", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const auto start = Clock::now();
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                co_await execute(session, "SELECT pg_sleep(0.2)");
            } else if (i == 1) {
                as<TimeoutError>(co_await failure(execute_within(session, 50ms, "SELECT pg_sleep(31)")));
            } else {
                const Statement select("SELECT 5::int8", {}, StatementKind::select);
                const Answer answer = co_await session.execute(request(select));
                CHECK(cell<std::int64_t>(answer) == 5);
            }
        };
        co_await at_once(3, body);
        CHECK(Clock::now() - start < 5s);
        // The cancel request itself may still be under way; what comes next waits for it.
        co_await check_number(session, "SELECT 1", 1);
        CHECK(session.is_clean());
    });
}

TEST_CASE("cancelling a coroutine stops its statement on the server", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const auto start = Clock::now();
                const auto error = co_await cancelled_after(50ms, execute(session, "SELECT pg_sleep(31)"));
                CHECK(is_aborted(error));
                CHECK(Clock::now() - start < 3s);
                CHECK(session.is_clean());
                co_await check_number(session, "SELECT 1", 1);
            },
            url);
    }
}

TEST_CASE("a statement may lose a race against a timer", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        using asio::experimental::awaitable_operators::operator||;
        const auto winner = co_await (execute(session, "SELECT pg_sleep(31)") || sleep(50ms));
        CHECK(winner.index() == 1);
        const auto other = co_await (execute(session, "SELECT 1") || sleep(20s));
        CHECK(other.index() == 0);
        co_await check_number(session, "SELECT 1", 1);
    });
}

TEST_CASE("a request is taken back when it is cancelled before it is sent", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int)");
        const Statement slow("SELECT CASE WHEN i > 1 THEN pg_sleep(0.2) END FROM generate_series(1, 3) AS i");
        const auto cursor = co_await session.open(request(slow));
        co_await cursor->fetch(1);
        // Other requests leave when the last rows are there.
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                const Answer rest = co_await cursor->fetch(0);
                CHECK(rest.rows->size() == 2);
            } else {
                const auto error = co_await cancelled_after(20ms, execute(session, "INSERT INTO t VALUES (1)"));
                CHECK(is_aborted(error));
                as<TimeoutError>(co_await failure(execute_within(session, 20ms, "INSERT INTO t VALUES (2)")));
            }
        };
        co_await at_once(2, body);
        co_await cursor->close();
        co_await check_number(session, "SELECT count(*) FROM t", 0);
    });
}

TEST_CASE("a cancel request hits nobody but the statement it was meant for", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement neighbour("SELECT count(*) FROM generate_series(1, 3000)", {}, StatementKind::select);
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                const auto error = co_await failure(execute_within(session, 2ms, "SELECT pg_sleep(0.0022)"));
                if (error) as<TimeoutError>(error);
            } else {
                const Answer answer = co_await session.execute(request(neighbour));
                CHECK(cell<std::int64_t>(answer) == 3000);
            }
        };
        for (int round = 0; round < 100; ++round) co_await at_once(6, body);
        CHECK(session.is_clean());
    });
}

TEST_CASE("cursors can be stopped, inside a transaction and outside", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement slow(
            "SELECT CASE WHEN i > 5 THEN pg_sleep(31)::text ELSE 'quick' END FROM generate_series(1, 9) i");
        for (const std::string_view begin : {"", "BEGIN"}) {
            Request made = request(slow);
            made.timeout = 50ms;
            made.begin = begin;
            auto cursor = co_await session.open(made);
            const Answer quick = co_await cursor->fetch(5);
            CHECK(quick.rows->size() == 5);
            as<TimeoutError>(co_await failure(cursor->fetch(5)));
            cursor.reset();
            if (!begin.empty()) co_await check_control(session, "ROLLBACK", "ROLLBACK");
            CHECK(session.is_clean());
            co_await check_number(session, "SELECT 1", 1);
        }
    });
}

class Endless final : public ParameterSource {
public:
    bool next(ParameterBuffer& into) override {
        into.add(std::int64_t{1}, BigInteger{});
        return true;
    }
};

TEST_CASE("executing many can be stopped, and has then done nothing", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int8)");
        const Statement insert("INSERT INTO t VALUES ($1)", {BigInteger{}}, StatementKind::insert);
        const Statement count("SELECT count(*) FROM t", {}, StatementKind::select);
        Endless source;
        Request made = request(insert);
        made.timeout = 100ms;
        as<TimeoutError>(co_await failure(session.execute_many(made, source)));
        CHECK(session.is_clean());
        co_await check_number(session, "SELECT count(*) FROM t", 0);
        made.timeout = 0ms;
        const auto cancelled = co_await cancelled_after(50ms, session.execute_many(made, source));
        CHECK(is_aborted(cancelled));
        co_await check_number(session, "SELECT count(*) FROM t", 0);
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                co_await execute(session, "SELECT pg_sleep(0.2)");
            } else if (i == 1) {
                made.timeout = 50ms;
                as<TimeoutError>(co_await failure(session.execute_many(made, source)));
            } else {
                // A cancel request that comes late may hit it: it is known to be good for another try.
                const Answer answer = co_await session.execute(request(count));
                CHECK(load_big_endian<std::int64_t>(answer.rows->cell(0, 0).data) == 0);
            }
        };
        co_await at_once(3, body);
        // The cancel request's own connection may end last.
        for (int i = 0; i < 250 && !session.is_clean(); ++i) co_await sleep(20ms);
        CHECK(session.is_clean());
    });
}

TEST_CASE("a caller leaves a statement that can't be stopped, which costs the session after a while", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const auto start = Clock::now();
        const char* const stubborn =
            "DO $$ DECLARE until timestamptz := clock_timestamp() + '8 s'; BEGIN WHILE clock_timestamp() < until LOOP "
            "BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$";
        as<TimeoutError>(co_await failure(execute_within(session, 50ms, stubborn)));
        CHECK(Clock::now() - start < 3s);
        // The caller has left; the answer is awaited in the background.
        while (session.is_usable() && Clock::now() - start < 7s) co_await sleep(10ms);
        CHECK_FALSE(session.is_usable());
    });
}

TEST_CASE("an io_context may be destroyed in the middle of anything", "[postgresql]") {
    const auto busy = [](Session& session) -> task<void> {
        const Statement hundred("SELECT i, repeat('x', 100) FROM generate_series(1, 1000) AS i");
        Endless endless;
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 3) {
                const Statement echo("SELECT $1", {BigInteger{}});
                co_await session.execute_many(request(echo), endless);
            }
            while (true) co_await session.execute(request(hundred));
        };
        co_await at_once(5, body);
    };
    for (int milliseconds = 0; milliseconds < 60; milliseconds += 3) {
        SessionPtr outside;
        {
            asio::io_context context;
            asio::co_spawn(context, connect(milliseconds % 2 == 0 ? tcp_url() : tls_url()),
                           [&](std::exception_ptr, SessionPtr session) { outside = std::move(session); });
            context.run();
            context.restart();
            REQUIRE(outside);
            asio::co_spawn(context, busy(*outside), [](std::exception_ptr) {});
            context.run_for(std::chrono::milliseconds(milliseconds));
        }
        CHECK_FALSE(outside->is_usable());
        CHECK_FALSE(outside->probe());
        // The same with a session that is the coroutine's own.
        asio::io_context context;
        const auto whole = [&]() -> task<void> {
            const SessionPtr session = co_await connect(tcp_url());
            co_await busy(*session);
        };
        asio::co_spawn(context, whole(), [](std::exception_ptr) {});
        context.run_for(std::chrono::milliseconds(milliseconds));
    }
}

TEST_CASE("an io_context may be destroyed while a statement is being cancelled", "[postgresql]") {
    for (int i = 0; i < 20; ++i) {
        asio::io_context context;
        const auto body = [&]() -> task<void> {
            const SessionPtr session = co_await connect(tcp_url());
            co_await execute_within(*session, 1ms, "SELECT pg_sleep(1)");
        };
        asio::co_spawn(context, body(), [](std::exception_ptr) {});
        context.run_for(std::chrono::milliseconds(4 + i % 4));
    }
    SUCCEED();
}

}  // namespace
}  // namespace azoth::postgresql::test
