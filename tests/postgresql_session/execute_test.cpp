#include "server.hpp"
#include <azoth/types/value.hpp>

#include <cmath>

namespace azoth::postgresql::test {
namespace {

TypeDetail named(std::string name) {
    TypeDetail detail;
    detail.name = std::move(name);
    return detail;
}

TEST_CASE("a statement returns its rows, tag and count, over every transport", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const Statement statement("SELECT i, 'row ' || i, nullif(i, 2) FROM generate_series(1::int8, $1) AS i",
                                          {BigInteger{}});
                const ParameterBuffer three = values(std::int64_t{3});
                const Answer answer = co_await session.execute(request(statement, &three));
                CHECK(answer.tag == "SELECT 3");
                CHECK(answer.row_count == 3);
                REQUIRE(answer.rows);
                REQUIRE(answer.rows->size() == 3);
                REQUIRE(answer.rows->column_count() == 3);
                CHECK(answer.rows->description().columns[0].format == oid::int8);
                CHECK(answer.rows->description().columns[1].format == oid::text);
                CHECK(cell<std::int64_t>(answer, 2, 0) == 3);
                CHECK(cell<std::string>(answer, 1, 1) == "row 2");
                CHECK(answer.rows->cell(1, 2).is_null());
            },
            url);
    }
}

TEST_CASE("a statement without rows gives no RowBuffer, one that found none gives an empty one", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Answer created = co_await execute(session, "CREATE TEMPORARY TABLE t (a int)");
        CHECK_FALSE(created.rows);
        CHECK(created.tag == "CREATE TABLE");
        CHECK(created.row_count == -1);
        const Answer inserted = co_await execute(session, "INSERT INTO t SELECT generate_series(1, 4)");
        CHECK_FALSE(inserted.rows);
        CHECK(inserted.tag == "INSERT 0 4");
        CHECK(inserted.row_count == 4);
        const Answer none = co_await execute(session, "SELECT a FROM t WHERE false");
        REQUIRE(none.rows);
        CHECK(none.rows->empty());
        CHECK(none.rows->column_count() == 1);
        CHECK(none.rows->description().columns[0].table != 0);
        CHECK(none.rows->description().columns[0].attribute == 1);
        const Answer nothing = co_await execute(session, "");
        CHECK_FALSE(nothing.rows);
        CHECK(nothing.row_count == -1);
        const Answer empty_rows = co_await execute(session, "SELECT FROM generate_series(1, 3)");
        REQUIRE(empty_rows.rows);
        CHECK(empty_rows.rows->size() == 3);
        CHECK(empty_rows.rows->column_count() == 0);
    });
}

TEST_CASE("the types that a statement declares for its columns are in the answer's description", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        Statement statement("SELECT 1 AS a, 'x'::text AS b");
        statement.columns.push_back(ResultColumn{"a", Integer{}});
        statement.columns.push_back(ResultColumn{"b", String{20}});
        const Answer answer = co_await session.execute(request(statement));
        CHECK(answer.rows->description().columns[0].type == Integer{});
        CHECK(answer.rows->description().columns[1].type == String{20});
        CHECK(answer.rows->description().columns[1].name == "b");
    });
}

TEST_CASE("answers outlive their session, small and large", "[postgresql]") {
    Answer small;
    Answer large;
    with_session([&](Session& session) -> task<void> {
        small = co_await execute(session, "SELECT 'kept'::text");
        large = co_await execute(session, "SELECT i::int8, repeat('x', 100) FROM generate_series(1, 20000) AS i");
        for (int i = 0; i < 50; ++i) co_await execute(session, "SELECT repeat('y', 3000) FROM generate_series(1, 50)");
    });
    CHECK(cell<std::string>(small) == "kept");
    REQUIRE(large.rows->size() == 20000);
    for (std::size_t i = 0; i < large.rows->size(); ++i) {
        REQUIRE(cell<std::int64_t>(large, i, 0) == static_cast<std::int64_t>(i) + 1);
        REQUIRE(cell<std::string>(large, i, 1) == std::string(100, 'x'));
    }
}

TEST_CASE("a cell of many megabytes is received completely", "[postgresql]") {
    for (const std::string& url : {tcp_url(), tls_url()}) {
        with_session(
            [](Session& session) -> task<void> {
                const Answer answer = co_await execute(session, "SELECT repeat('0123456789', 2000000)");
                const auto text = cell<std::string>(answer);
                CHECK(text.size() == 20000000);
                CHECK(text.substr(19999990) == "0123456789");
            },
            url);
    }
}

TEST_CASE("a value of a type that only this database has is sent as text", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "DROP TYPE IF EXISTS session_mood");
        co_await execute(session, "CREATE TYPE session_mood AS ENUM ('sad', 'happy')");
        const SqlType mood(TypeKind::enumeration, named("session_mood"));
        const Statement statement("SELECT $1::session_mood, $2 + 1", {mood, Integer{}});
        ParameterBuffer parameters;
        parameters.add(std::string("happy"), mood);
        parameters.add(std::int32_t{41}, Integer{});
        const Answer answer = co_await session.execute(request(statement, &parameters));
        CHECK(cell<std::string>(answer) == "happy");
        CHECK(cell<std::int32_t>(answer, 0, 1) == 42);
        parameters.clear();
        parameters.add_null();
        parameters.add(std::int32_t{1}, Integer{});
        const Answer null = co_await session.execute(request(statement, &parameters));
        CHECK(null.rows->cell(0, 0).is_null());
        co_await execute(session, "DROP TYPE session_mood");
    });
}

TEST_CASE("a BEGIN is sent before a statement", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement statement("SELECT now() = statement_timestamp()");
        Request with_begin = request(statement);
        with_begin.begin = "BEGIN ISOLATION LEVEL SERIALIZABLE";
        co_await session.execute(with_begin);
        CHECK(session.transaction_status() == TransactionStatus::active);
        CHECK_FALSE(session.is_clean());
        const Answer level = co_await execute(session, "SELECT current_setting('transaction_isolation')");
        CHECK(cell<std::string>(level) == "serializable");
        co_await check_control(session, "COMMIT", "COMMIT");
        CHECK(session.is_clean());
    });
}

TEST_CASE("a BEGIN that fails keeps its statement from being executed", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int)");
        const Statement statement("INSERT INTO t VALUES (1)");
        Request with_begin = request(statement);
        with_begin.begin = "BEGIN ISOLATION LEVEL NONSENSE";
        const auto error = as<ProgrammingError>(co_await failure(session.execute(with_begin)));
        CHECK(error.sqlstate() == "42601");
        CHECK(error.outcome() == Outcome::not_executed);
        CHECK(session.transaction_status() == TransactionStatus::idle);
        co_await check_number(session, "SELECT count(*) FROM t", 0);
    });
}

TEST_CASE("BEGIN, a setting, a statement and COMMIT are one round trip", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int)");
        const Statement statement("INSERT INTO t VALUES (1), (2) RETURNING current_setting('statement_timeout')");
        // Twice: what was prepared the first time is not parsed again.
        for (int i = 0; i < 2; ++i) {
            Request all = request(statement);
            all.begin = "BEGIN";
            all.setup = "SET LOCAL statement_timeout = 12345";
            all.end = "COMMIT";
            const Answer answer = co_await session.execute(all);
            CHECK(answer.tag == "INSERT 0 2");
            CHECK(answer.row_count == 2);
            CHECK(cell<std::string>(answer, 1) == "12345ms");
            CHECK(session.is_clean());
        }
        co_await check_number(session, "SELECT count(*) FROM t", 4);
    });
}

TEST_CASE("a COMMIT after a statement that fails is not executed", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        co_await check_control(session, "BEGIN", "BEGIN");
        const Statement wrong("SELECT 1 / 0");
        Request failing = request(wrong);
        failing.end = "COMMIT";
        const auto error = as<DataError>(co_await failure(session.execute(failing)));
        CHECK(error.sqlstate() == "22012");
        CHECK(session.transaction_status() == TransactionStatus::failed);
        co_await check_control(session, "ROLLBACK", "ROLLBACK");
        // One that fails itself ends the transaction, and is the request's error.
        const Statement twice("INSERT INTO t VALUES (1), (1)");
        Request deferred = request(twice);
        deferred.begin = "BEGIN";
        deferred.end = "COMMIT";
        const auto late = as<IntegrityError>(co_await failure(session.execute(deferred)));
        CHECK(late.outcome() == Outcome::rolled_back);
        CHECK(session.is_clean());
        co_await check_number(session, "SELECT count(*) FROM t", 0);
    });
}

TEST_CASE("a control statement can run out of time", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        using namespace std::chrono_literals;
        as<TimeoutError>(co_await failure(session.control("SELECT pg_sleep(60)", 50ms)));
        co_await check_number(session, "SELECT 1", 1);
    });
}

TEST_CASE("the error of a failed statement has the class and the fields that the server gave", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session,
                         "CREATE TEMPORARY TABLE item (id int CONSTRAINT item_key PRIMARY KEY, n int NOT NULL,"
                         " CONSTRAINT positive CHECK (n > 0))");
        co_await execute(session, "INSERT INTO item VALUES (1, 1)");
        const auto duplicate = as<IntegrityError>(co_await failure(execute(session, "INSERT INTO item VALUES (1, 2)")));
        CHECK(duplicate.sqlstate() == "23505");
        CHECK(duplicate.constraint() == "item_key");
        CHECK(duplicate.table() == "item");
        CHECK(duplicate.diagnostics().schema.starts_with("pg_temp"));
        CHECK_THAT(std::string(duplicate.detail()), ContainsSubstring("(id)=(1)"));
        CHECK(duplicate.outcome() == Outcome::rolled_back);
        CHECK_FALSE(duplicate.connection_lost());
        const auto null = as<IntegrityError>(co_await failure(execute(session, "INSERT INTO item VALUES (2, NULL)")));
        CHECK(null.column() == "n");

        co_await check_error<DataError>(execute(session, "SELECT 1 / 0"), "22012");
        const auto syntax = as<ProgrammingError>(co_await failure(execute(session, "SELECT 1 FRM item")));
        CHECK(syntax.sqlstate() == "42601");
        CHECK(syntax.position() == 14);
        const auto hint = as<ProgrammingError>(co_await failure(execute(session, "SELECT ids FROM item")));
        CHECK_THAT(std::string(hint.hint()), ContainsSubstring("item.id"));
        co_await check_error<NotSupportedError>(execute(session, "SELECT count(DISTINCT 1) OVER ()"), "0A000");
        const auto raised = as<InternalError>(
            co_await failure(execute(session,
                                     "DO $$ BEGIN RAISE EXCEPTION 'out of cheese' USING COLUMN = 'c', "
                                     "DATATYPE = 'd', CONSTRAINT = 'e'; END $$")));
        CHECK(raised.message() == "out of cheese");
        CHECK(raised.diagnostics().data_type == "d");
        CHECK_THAT(raised.diagnostics().where, ContainsSubstring("PL/pgSQL"));
        CHECK(session.is_clean());
    });
}

TEST_CASE("a failed transaction rejects statements, and the tag of its COMMIT is ROLLBACK", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await session.control("BEGIN");
        co_await check_error<DataError>(execute(session, "SELECT 1 / 0"), "22012");
        CHECK(session.transaction_status() == TransactionStatus::failed);
        co_await check_error<InternalError>(execute(session, "SELECT 1"), "25P02");
        co_await check_control(session, "COMMIT", "ROLLBACK");
        CHECK(session.is_clean());
    });
}

TEST_CASE("a statement that must not be sent throws and does not affect the session", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const auto nul = as<InterfaceError>(co_await failure(execute(session, std::string("SELECT 1\0; DROP", 15))));
        CHECK(nul.outcome() == Outcome::not_sent);
        const Statement one("SELECT $1", {Integer{}});
        const auto missing = as<InterfaceError>(co_await failure(session.execute(request(one))));
        CHECK_THAT(missing.what(), ContainsSubstring("1 parameters, 0 values"));
        const Statement many("SELECT 1", std::vector<SqlType>(70000, Integer{}));
        ParameterBuffer parameters;
        for (int i = 0; i < 70000; ++i) parameters.add(i, Integer{});
        as<InterfaceError>(co_await failure(session.execute(request(many, &parameters))));
        CHECK(session.is_clean());
        const ParameterBuffer seven = values(std::int32_t{7});
        const Answer answer = co_await session.execute(request(one, &seven));
        CHECK(cell<std::int32_t>(answer) == 7);
    });
}

TEST_CASE("COPY throws and the session stays usable", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int)");
        as<NotSupportedError>(co_await failure(execute(session, "COPY t FROM STDIN")));
        co_await check_number(session, "SELECT count(*) FROM t", 0);
        as<NotSupportedError>(co_await failure(execute(session, "COPY (SELECT generate_series(1, 9)) TO STDOUT")));
        co_await check_number(session, "SELECT 5", 5);
        CHECK(session.is_clean());
    });
}

TEST_CASE("notices, changed parameters and notifications may come at any time", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "LISTEN news");
        const Answer answer = co_await execute(
            session, "SELECT set_config('TimeZone', 'Asia/Tokyo', false), pg_notify('news', 'text') IS NULL");
        CHECK(cell<std::string>(answer) == "Asia/Tokyo");
        co_await execute(session, "DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$");
        co_await check_number(session, "SELECT 2", 2);

        SessionPtr other = co_await connect(tcp_url());
        co_await execute(*other, "SELECT pg_notify('news', 'from elsewhere')");
        co_await sleep(50ms);
        CHECK(session.probe());
        co_await check_number(session, "SELECT 3", 3);
    });
}

TEST_CASE("a session whose encoding was changed is not used again", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const auto error = as<OperationalError>(co_await failure(execute(session, "SET client_encoding = 'LATIN1'")));
        CHECK_THAT(error.what(), ContainsSubstring("LATIN1"));
        CHECK_FALSE(session.is_usable());
    });
}

TEST_CASE("a closed session refuses everything without sending it", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await session.close();
        CHECK_FALSE(session.is_usable());
        CHECK_FALSE(session.probe());
        const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
        CHECK(error.outcome() == Outcome::not_sent);
        CHECK(error.connection_lost());
        as<OperationalError>(co_await failure(session.control("COMMIT")));
        co_await session.close();
    });
}

TEST_CASE("closing a session sends Terminate exactly once", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        run([&]() -> task<void> {
            SessionPtr watcher = co_await connect(tcp_url());
            SessionPtr session = co_await connect(url);
            const auto process = co_await process_of(*session);
            co_await session->close();
            session.reset();
            for (int i = 0; i < 100; ++i) {
                const auto alive = co_await number(
                    *watcher, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(process));
                if (alive == 0) co_return;
                co_await sleep(20ms);
            }
            FAIL("the server process is still there");
        });
    }
}

}  // namespace
}  // namespace azoth::postgresql::test
