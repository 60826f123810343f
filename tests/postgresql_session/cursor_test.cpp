#include "server.hpp"

namespace azoth::postgresql::test {
namespace {

using CursorPtr = std::unique_ptr<Cursor>;

const Statement series("SELECT i::int8 FROM generate_series(1, $1::int8) AS i", {BigInteger{}}, StatementKind::select);

task<CursorPtr> open(Session& session, std::int64_t rows, std::string_view begin = {}) {
    const ParameterBuffer parameters = values(rows);
    Request made = request(series, &parameters);
    made.begin = begin;
    co_return co_await session.open(made);
}

// The first number of a batch, or the one at `row`.
task<void> check_fetch(Cursor& cursor, std::size_t portion, std::int64_t expected, std::size_t row = 0) {
    const Answer answer = co_await cursor.fetch(portion);
    CHECK(cell<std::int64_t>(answer, row) == expected);
}

// Reads all of it in batches and checks that nothing is missing.
task<void> read_all(Cursor& cursor, std::int64_t rows, std::size_t portion) {
    std::int64_t next = 1;
    while (true) {
        const Answer answer = co_await cursor.fetch(portion);
        REQUIRE(answer.rows);
        REQUIRE(answer.rows->size() <= portion);
        for (std::size_t i = 0; i < answer.rows->size(); ++i) REQUIRE(cell<std::int64_t>(answer, i) == next++);
        if (answer.rows->size() < portion) break;
    }
    CHECK(next == rows + 1);
}

TEST_CASE("a cursor reads its rows in batches, inside a transaction and outside", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        for (const std::string_view begin : {"", "BEGIN"}) {
            with_session(
                [&](Session& session) -> task<void> {
                    const std::size_t portions[] = {1, 7, 100, 10'000};
                    for (const std::size_t portion : portions) {
                        const std::int64_t rows = portion == 1 ? 20 : 1000;
                        CursorPtr cursor = co_await open(session, rows, begin);
                        co_await read_all(*cursor, rows, portion);
                        CHECK(cursor->description()->columns.size() == 1);
                        const Answer again = co_await cursor->fetch(portion);
                        CHECK(again.rows->empty());
                        if (!begin.empty()) co_await check_control(session, "COMMIT", "COMMIT");
                        CHECK(session.is_clean());
                    }
                },
                url);
        }
    }
}

TEST_CASE("a fetch without a limit returns all remaining rows", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        for (const std::string_view begin : {"", "BEGIN"}) {
            CursorPtr cursor = co_await open(session, 5000, begin);
            const Answer first = co_await cursor->fetch(10);
            CHECK(first.rows->size() == 10);
            const Answer rest = co_await cursor->fetch(0);
            CHECK(rest.rows->size() == 4990);
            CHECK(cell<std::int64_t>(rest) == 11);
            CursorPtr whole = co_await open(session, 5000);
            const Answer all = co_await whole->fetch(0);
            CHECK(all.rows->size() == 5000);
            if (!begin.empty()) co_await session.control("COMMIT");
            CHECK(session.is_clean());
        }
    });
}

TEST_CASE("inside a transaction cursors and statements take turns", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        CursorPtr one = co_await open(session, 100, "BEGIN");
        co_await check_fetch(*one, 10, 10, 9);
        CursorPtr two = co_await open(session, 100);
        co_await check_fetch(*two, 5, 5, 4);
        co_await check_number(session, "SELECT 1", 1);
        co_await check_fetch(*one, 10, 20, 9);
        co_await check_fetch(*two, 5, 10, 4);
        const auto body = [&](std::size_t i) -> task<void> {
            if (i % 2 == 0) {
                const Answer answer = co_await one->fetch(10);
                CHECK(answer.rows->size() == 10);
            } else {
                co_await check_number(session, "SELECT 7", 7);
            }
        };
        co_await at_once(8, body);
        co_await check_fetch(*one, 10, 61);
        co_await one->close();
        co_await one->close();
        co_await check_fetch(*two, 5, 11);
        co_await session.control("COMMIT");
        CHECK(session.is_clean());
    });
}

TEST_CASE("outside a transaction other requests throw until the cursor is closed", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        CursorPtr cursor = co_await open(session, 100);
        co_await cursor->fetch(10);
        CHECK_FALSE(session.is_clean());
        const auto refused = as<InvalidRequestError>(co_await failure(session.control("SELECT 1")));
        CHECK_THAT(refused.what(), ContainsSubstring("begin a transaction"));
        co_await check_fetch(*cursor, 10, 11);
        co_await cursor->close();
        co_await check_number(session, "SELECT 1", 1);
        CHECK(session.is_clean());
    });
}

TEST_CASE("a request that waits for a cursor without a reader throws", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        CursorPtr cursor = co_await open(session, 100);
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                co_await cursor->fetch(10);
            } else {
                as<InvalidRequestError>(co_await failure(session.control("SELECT 1")));
            }
        };
        co_await at_once(2, body);
        co_await cursor->close();
        CHECK(session.is_clean());
    });
}

TEST_CASE("a cursor closed or destroyed early leaves the session free", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        for (const bool close : {true, false}) {
            for (const std::string_view begin : {"", "BEGIN"}) {
                {
                    CursorPtr cursor = co_await open(session, 1'000'000, begin);
                    const Answer first = co_await cursor->fetch(3);
                    CHECK(first.rows->size() == 3);
                    if (close) co_await cursor->close();
                }
                co_await check_number(session, "SELECT count(*) FROM pg_cursors WHERE name LIKE 'c%'", 0);
                if (!begin.empty()) co_await session.control("COMMIT");
                CHECK(session.is_clean());
            }
        }
        CursorPtr never_read = co_await open(session, 10);
        co_await never_read->close();
        CHECK(session.is_clean());
    });
}

TEST_CASE("a cursor's error is thrown where its rows are fetched, and ends it", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement failing("SELECT 100 / (50 - i) FROM generate_series(1, 100) AS i");
        for (const std::string_view begin : {"", "BEGIN"}) {
            Request made = request(failing);
            made.begin = begin;
            CursorPtr cursor = co_await session.open(made);
            const Answer first = co_await cursor->fetch(40);
            CHECK(first.rows->size() == 40);
            co_await check_error<DataError>(cursor->fetch(40), "22012");
            const Answer none = co_await cursor->fetch(40);
            CHECK((!none.rows || none.rows->empty()));
            if (begin.empty()) {
                CHECK(session.is_clean());
            } else {
                co_await check_control(session, "ROLLBACK", "ROLLBACK");
            }
        }
        const Statement wrong("SELECT nonsense");
        CursorPtr cursor = co_await session.open(request(wrong));
        co_await check_error<ProgrammingError>(cursor->fetch(1), "42703");
        CHECK(session.is_clean());
    });
}

TEST_CASE("a cursor of statements with effects commits them when it ends", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int)");
        const Statement insert("INSERT INTO t SELECT generate_series(1, 10) RETURNING a");
        CursorPtr cursor = co_await session.open(request(insert));
        const Answer first = co_await cursor->fetch(4);
        CHECK(first.rows->size() == 4);
        const Answer rest = co_await cursor->fetch(100);
        CHECK(rest.rows->size() == 6);
        CHECK(session.is_clean());
        co_await check_number(session, "SELECT count(*) FROM t", 10);
    });
}

TEST_CASE("an open cursor outlives its prepared statement", "[postgresql]") {
    ConnectOptions options;
    options.statement_cache_size = 1;
    with_session(
        [](Session& session) -> task<void> {
            CursorPtr cursor = co_await open(session, 100, "BEGIN");
            co_await cursor->fetch(10);
            for (int i = 0; i < 5; ++i) co_await check_number(session, "SELECT " + std::to_string(i), i);
            co_await check_fetch(*cursor, 10, 11);
            co_await session.control("COMMIT");
        },
        tcp_url(), options);
}

TEST_CASE("a cursor opened before its transaction ended can't be read after it", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        CursorPtr cursor = co_await open(session, 100, "BEGIN");
        co_await cursor->fetch(10);
        co_await session.control("COMMIT");
        co_await check_error<OperationalError>(cursor->fetch(10), "34000");
        CHECK(session.is_clean());
    });
}

TEST_CASE("a cursor opened after a BEGIN in flight belongs to the transaction", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        CursorPtr cursor = co_await open(session, 100);
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                co_await session.control("BEGIN");
            } else {
                const Answer answer = co_await cursor->fetch(10);
                CHECK(answer.rows->size() == 10);
            }
        };
        co_await at_once(2, body);
        co_await check_number(session, "SELECT 4", 4);
        co_await check_fetch(*cursor, 10, 11);
        co_await session.control("COMMIT");
        CHECK(session.is_clean());
    });
}

}  // namespace
}  // namespace azoth::postgresql::test
