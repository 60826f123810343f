#include "catch.hpp"
#include "each_database.hpp"

#include <string>

// A statement is executed again only if it certainly had no effect.
namespace az = azoth;
using namespace azoth_tests;

namespace {

const auto all_numbers = az::text("SELECT * FROM engine_stale");
const auto count_numbers = az::text("SELECT count(*) FROM engine_stale").columns<std::int64_t>();

az::task<void> make_stale_tables(az::AsyncEngine engine) {
    auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
    co_await conn.exec_driver_sql("DROP TABLE IF EXISTS engine_stale");
    co_await conn.exec_driver_sql("CREATE TABLE engine_stale (n integer)");
    co_await conn.exec_driver_sql(
        "CREATE OR REPLACE PROCEDURE engine_pay(i integer, code text) LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO engine_stale VALUES (i); COMMIT; "
        "RAISE EXCEPTION USING ERRCODE = code, MESSAGE = 'cache lookup failed for type 7'; END $$");
    co_await conn.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION engine_forget() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN "
        "EXECUTE 'DEALLOCATE ALL'; RETURN 1; END $$");
}

az::task<void> alter_elsewhere(az::AsyncEngine engine, std::string sql) {
    auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
    co_await conn.exec_driver_sql(std::move(sql));
}

}  // namespace

TEST_CASE("A procedure that commits and then fails is not called again", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
        std::int64_t calls = 0;
        for (const char* const code : {"26000", "XX000", "0A000", "42704", "57014"}) {
            INFO(code);
            const auto call = az::text("CALL engine_pay(:i, :code)").bind("i", 1).bind("code", std::string(code));
            const auto error = co_await failure<az::DatabaseError>(conn.execute(call));
            REQUIRE(error);
            CHECK(error->sqlstate() == code);
            CHECK(error->outcome() == az::Outcome::unknown);
            CHECK_FALSE(error->diagnostics().stale_statement);
            const auto count = co_await conn.scalar(count_numbers);
            CHECK(count == ++calls);
        }
    });
}

TEST_CASE("Inside a transaction a statement runs after the transaction's own ALTER", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto conn = co_await engine.connect();
        for (int i = 0; i < 3; ++i) co_await conn.execute(all_numbers);
        co_await conn.exec_driver_sql("ALTER TABLE engine_stale ADD COLUMN a integer");
        const auto two = co_await conn.execute(all_numbers);
        CHECK(two.keys().size() == 2);
        {
            auto savepoint = co_await conn.begin_nested();
            co_await conn.exec_driver_sql("ALTER TABLE engine_stale ADD COLUMN b integer");
            const auto three = co_await conn.execute(all_numbers);
            CHECK(three.keys().size() == 3);
            co_await savepoint.rollback();
        }
        const auto again = co_await conn.execute(all_numbers);
        CHECK(again.keys().size() == 2);
        co_await conn.exec_driver_sql("DO $$ BEGIN EXECUTE 'ALTER TABLE engine_stale DROP COLUMN a'; END $$");
        const auto one = co_await conn.execute(all_numbers);
        CHECK(one.keys().size() == 1);
        co_await conn.commit();
    });
}

TEST_CASE("COMMIT and ROLLBACK work where all that was prepared is gone", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto conn = co_await engine.connect();
        for (int i = 0; i < 3; ++i) {
            co_await conn.exec_driver_sql("INSERT INTO engine_stale VALUES (1)");
            co_await conn.commit();
            co_await conn.exec_driver_sql("INSERT INTO engine_stale VALUES (2)");
            co_await conn.rollback();
        }
        co_await conn.exec_driver_sql("INSERT INTO engine_stale VALUES (3)");
        co_await conn.exec_driver_sql("SELECT engine_forget()");
        co_await conn.commit();
        co_await conn.exec_driver_sql("SELECT engine_forget()");
        co_await conn.rollback();
        const auto count = co_await conn.scalar(count_numbers);
        CHECK(count == 4);
        co_await conn.execute(all_numbers, az::then_commit);
    });
}

TEST_CASE("A prepared statement that is gone in a transaction is an error that names the setting",
          "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto conn = co_await engine.connect();
        co_await conn.execute(all_numbers);
        co_await conn.exec_driver_sql("SELECT engine_forget()");
        const auto error = co_await failure<az::OperationalError>(conn.execute(all_numbers));
        REQUIRE(error);
        CHECK(error->sqlstate() == "26000");
        CHECK(error->diagnostics().stale_statement);
        CHECK_THAT(std::string(error->hint()), ContainsSubstring("EngineOptions::statement_cache_size"));
        co_await conn.rollback();
        co_await conn.exec_driver_sql("SELECT 1");
        co_await conn.execute(all_numbers);
        co_await conn.commit();
    });
}

TEST_CASE("A statement that carries BEGIN and is out of date is executed in a new transaction",
          "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto conn = co_await engine.connect();
        co_await conn.execute(all_numbers);
        co_await conn.commit();
        co_await alter_elsewhere(engine, "ALTER TABLE engine_stale ADD COLUMN a integer");
        const auto two = co_await conn.execute(all_numbers);
        CHECK(two.keys().size() == 2);
        co_await conn.exec_driver_sql("INSERT INTO engine_stale VALUES (1)");
        co_await conn.commit();
        const auto count = co_await conn.scalar(count_numbers);
        CHECK(count == 1);
    });
}

TEST_CASE("transaction() begins again where a prepared statement was out of date", "[engine][postgresql]") {
    az::EngineOptions options;
    options.pool_size = 1;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto other = az::create_async_engine(postgresql_url());
        const auto work = [](az::AsyncConnection& conn) -> az::task<std::size_t> {
            co_await conn.exec_driver_sql("SELECT 1");
            const auto rows = co_await conn.execute(all_numbers);
            co_return rows.keys().size();
        };
        co_await engine.begin(work);
        co_await alter_elsewhere(other, "ALTER TABLE engine_stale ADD COLUMN a integer");
        const auto stale = co_await failure<az::NotSupportedError>(engine.begin(work));
        REQUIRE(stale);
        CHECK(stale->diagnostics().stale_statement);
        CHECK(stale->outcome() == az::Outcome::not_executed);
        co_await engine.begin(work);
        co_await alter_elsewhere(other, "ALTER TABLE engine_stale ADD COLUMN b integer");
        const std::size_t columns = co_await az::transaction(engine, az::TransactionOptions(), work);
        CHECK(columns == 3);
        co_await other.dispose();
    });
}

TEST_CASE("A transaction that its function has committed is not done again", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto other = az::create_async_engine(postgresql_url());
        const auto work = [&other](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("INSERT INTO engine_stale VALUES (1)");
            co_await conn.commit();
            auto second = co_await other.connect();
            co_await second.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$");
        };
        const auto error =
            co_await failure<az::OperationalError>(az::transaction(engine, az::TransactionOptions(), work));
        REQUIRE(error);
        CHECK(error->sqlstate() == "40001");
        CHECK(error->outcome() == az::Outcome::committed);
        const auto count = co_await engine.scalar(count_numbers);
        CHECK(count == 1);
        co_await other.dispose();
    });
}

TEST_CASE("COPY as a statement throws before it is sent, with COMMIT and without", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_stale_tables(engine);
        auto conn = co_await engine.connect();
        const auto pid = az::text("SELECT pg_backend_pid()").columns<std::int32_t>();
        const auto before = co_await conn.scalar(pid);
        for (const char* const sql : {"COPY engine_stale FROM STDIN", "/* a */ copy engine_stale to stdout",
                                      "COPY engine_stale (n) FROM STDIN (FORMAT csv)"}) {
            INFO(sql);
            const auto alone = co_await failure<az::NotSupportedError>(conn.execute(az::text(sql)));
            REQUIRE(alone);
            CHECK(alone->outcome() == az::Outcome::not_sent);
            CHECK_THAT(std::string(alone->message()), ContainsSubstring("copy_in()"));
            const auto with_commit =
                co_await failure<az::NotSupportedError>(conn.execute(az::text(sql), az::then_commit));
            CHECK(with_commit);
            const auto after = co_await conn.scalar(pid);
            CHECK(after == before);
            co_await conn.commit();
        }
        co_await conn.exec_driver_sql("COPY engine_stale TO PROGRAM 'cat >/dev/null'");
        co_await conn.rollback();
    });
}
