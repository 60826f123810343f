#include "postgresql/statement_cache.hpp"

#include "postgresql/statement_name.hpp"
#include "server.hpp"

#include <set>

namespace azoth::postgresql::test {
namespace {

const std::string count_prepared = "SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql";

ConnectOptions cache_of(std::size_t size) {
    ConnectOptions options;
    options.statement_cache_size = size;
    return options;
}

TEST_CASE("a statement is prepared once and then used", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement statement("SELECT $1", {Integer{}});
        const ParameterBuffer one = values(std::int32_t{1});
        const Request made = request(statement, &one);
        const Answer first = co_await session.execute(made);
        const Answer second = co_await session.execute(made);
        CHECK(first.rows->shared_description() == second.rows->shared_description());
        co_await check_number(session, count_prepared, 2);
    });
}

TEST_CASE("statements with other parameter types are other statements", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement as_integer("SELECT pg_typeof($1)::text", {Integer{}});
        const Statement as_text("SELECT pg_typeof($1)::text", {Text{}});
        const ParameterBuffer integer = values(std::int32_t{1});
        const ParameterBuffer text = values(std::string("x"));
        const Answer a = co_await session.execute(request(as_integer, &integer));
        const Answer b = co_await session.execute(request(as_text, &text));
        CHECK(cell<std::string>(a) == "integer");
        CHECK(cell<std::string>(b) == "text");
    });
}

TEST_CASE("the least recently used statement is closed on the server", "[postgresql]") {
    with_session(
        [](Session& session) -> task<void> {
            for (int round = 0; round < 3; ++round) {
                for (int i = 0; i < 40; ++i) co_await check_number(session, "SELECT " + std::to_string(i), i);
            }
            const auto prepared = co_await number(session, count_prepared);
            CHECK(prepared <= 10);
            CHECK(prepared >= 8);
        },
        tcp_url(), cache_of(10));
}

TEST_CASE("without a cache, and where preparing is not worth it, no statement has a name", "[postgresql]") {
    const auto twice = [](Session& session) -> task<void> {
        Statement statement("SELECT 5::int8");
        statement.prepare = false;
        for (int i = 0; i < 2; ++i) {
            const Answer answer = co_await session.execute(request(statement));
            CHECK(cell<std::int64_t>(answer) == 5);
        }
    };
    with_session([&](Session& session) -> task<void> {
        co_await twice(session);
        co_await check_number(session, count_prepared, 1);
    });
    with_session(
        [&](Session& session) -> task<void> {
            co_await twice(session);
            co_await check_number(session, count_prepared, 0);
            co_await session.control("BEGIN");
            co_await session.control("COMMIT");
            co_await check_number(session, count_prepared, 0);
        },
        tcp_url(), cache_of(0));
}

TEST_CASE("a statement whose table changed is prepared again automatically", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t AS SELECT 1 AS a");
        const Answer before = co_await execute(session, "SELECT * FROM t");
        CHECK(before.rows->column_count() == 1);
        co_await execute(session, "ALTER TABLE t ADD COLUMN b text DEFAULT 'new'");
        const Answer after = co_await execute(session, "SELECT * FROM t");
        CHECK(after.rows->column_count() == 2);
        CHECK(cell<std::string>(after, 0, 1) == "new");
        CHECK(before.rows->column_count() == 1);
        co_await execute(session, "ALTER TABLE t DROP COLUMN a");
        const Statement all("SELECT * FROM t");
        const auto cursor = co_await session.open(request(all));
        const Answer portion = co_await cursor->fetch(5);
        CHECK(cell<std::string>(portion) == "new");
        CHECK(session.is_clean());
    });
}

TEST_CASE("in a transaction a table that was changed unseen is an error, and the next try succeeds", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t AS SELECT 1 AS a");
        co_await execute(session,
                         "CREATE FUNCTION pg_temp.change() RETURNS void LANGUAGE sql AS "
                         "'ALTER TABLE t ADD COLUMN b text DEFAULT ''new'''");
        co_await execute(session, "SELECT * FROM t");
        co_await execute(session, "SELECT pg_temp.change()");
        co_await session.control("BEGIN");
        co_await check_error<NotSupportedError>(execute(session, "SELECT * FROM t"), "0A000");
        co_await check_control(session, "ROLLBACK", "ROLLBACK");
        co_await session.control("BEGIN");
        const Answer after = co_await execute(session, "SELECT * FROM t");
        CHECK(after.rows->column_count() == 2);
        co_await check_control(session, "COMMIT", "COMMIT");
    });
}

TEST_CASE("statements that the server has dropped are prepared again", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        for (const char* const command : {"DEALLOCATE ALL", "DISCARD ALL"}) {
            co_await check_number(session, "SELECT 3", 3);
            co_await session.control("BEGIN");
            co_await session.control("COMMIT");
            co_await execute(session, command);
            co_await session.control("BEGIN");
            co_await check_number(session, "SELECT 3", 3);
            co_await check_control(session, "COMMIT", "COMMIT");
        }
        // DEALLOCATE of single statements is not reported to the session, but outside a transaction the server's error
        // is enough.
        co_await check_number(session, "SELECT 4", 4);
        const Answer names =
            co_await execute(session, "SELECT name::text FROM pg_prepared_statements WHERE statement = 'SELECT 4'");
        const std::string deallocate = "DEALLOCATE " + cell<std::string>(names);
        co_await execute(session, deallocate);
        co_await check_number(session, "SELECT 4", 4);
    });
}

TEST_CASE("a statement that many prepare at once is prepared once", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const auto body = [&](std::size_t) -> task<void> { co_await check_number(session, "SELECT 9", 9); };
        co_await at_once(50, body);
        co_await check_number(session, count_prepared, 2);
    });
}

TEST_CASE("the cache keeps what was used last", "[unit]") {
    StatementCache cache(2);
    std::vector<std::string> evicted;
    const auto a = cache.insert("a", 1, {}, evicted);
    const auto b = cache.insert("b", 2, {}, evicted);
    CHECK(cache.find("a", 1, {}) == a);
    const auto c = cache.insert("c", 3, {}, evicted);
    CHECK(evicted == std::vector<std::string>{b->name});
    CHECK(cache.find("b", 2, {}) == nullptr);
    CHECK(cache.find("a", 1, {}) == a);
    CHECK(cache.size() == 2);
    const auto again = cache.insert("b", 2, {}, evicted);
    // Its Parse replaces what is still there: nothing is left to be closed.
    CHECK(again->name == b->name);
    CHECK(evicted == std::vector<std::string>{c->name});
    cache.forget(*a);
    cache.forget(*a);
    CHECK(cache.size() == 1);
    CHECK(cache.find("a", 1, {}) == nullptr);
}

TEST_CASE("a statement's name tells its text and its types", "[unit]") {
    const std::vector<std::uint32_t> none;
    const std::vector<std::uint32_t> integer{oid::int4};
    const std::vector<std::uint32_t> integers{oid::int4, oid::int4};
    const std::set<std::string> names{statement_name("SELECT 1", none), statement_name("SELECT 1", integer),
                                      statement_name("SELECT 1", integers), statement_name("SELECT 2", none),
                                      statement_name("", none)};
    CHECK(names.size() == 5);
    CHECK(statement_name("SELECT 1", integer) == statement_name("SELECT 1", integer));
    for (const std::string& name : names) CHECK(name.size() < 64);  // the server cuts longer ones
}

TEST_CASE("a statement that was driven out is prepared again under its name", "[postgresql]") {
    with_session(
        [](Session& session) -> task<void> {
            for (int round = 0; round < 5; ++round) {
                const auto body = [&](std::size_t i) -> task<void> {
                    co_await check_number(session, "SELECT " + std::to_string(i % 5), static_cast<int>(i % 5));
                };
                co_await at_once(20, body);
                co_await check_number(session, count_prepared, 3);
            }
        },
        tcp_url(), cache_of(3));
}

TEST_CASE("statements with the same hash are distinguished", "[unit]") {
    StatementCache cache(10);
    std::vector<std::string> evicted;
    const auto one = cache.insert("one", 7, {}, evicted);
    CHECK(cache.find("two", 7, {}) == nullptr);
    const auto two = cache.insert("two", 7, {}, evicted);
    CHECK(evicted == std::vector<std::string>{one->name});
    CHECK(cache.find("two", 7, {}) == two);
    const std::vector<SqlType> types{Integer{}};
    CHECK(cache.find("two", 7, types) == nullptr);
}

}  // namespace
}  // namespace azoth::postgresql::test
