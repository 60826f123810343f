#include "attack.hpp"
#include "engine/support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/postgresql/postgresql.hpp>
#include <azoth/sqlite/sqlite.hpp>

#include <optional>
#include <string>
#include <vector>

// Changes of a session by texts that begin differently or look like something else.
namespace azoth_tests::session_change {
namespace {

using namespace azoth;

struct SettingColumns {
    Column<std::string> name{"name"};
    Column<std::string> setting{"setting"};
};
MetaData settings_meta;
const Table<SettingColumns> settings{"pg_settings", settings_meta};
const Table<SettingColumns> catalog_settings{"pg_settings", settings_meta, schema("pg_catalog")};

template <class S>
task<bool> is_refused(AsyncEngine engine, S statement) {
    try {
        co_await engine.execute(statement);
    } catch (const InvalidRequestError&) {
        co_return true;
    } catch (const DatabaseError&) {
    }
    co_return false;
}

const std::string set_tenant = "set_config('app.tenant', 'mallory', false)";
const std::string quoted_set_tenant = "'select set_config(''app.tenant'', ''mallory'', false)'";

std::vector<std::string> changing_texts() {
    return {"UPDATE pg_settings SET setting = '77MB' WHERE name = 'work_mem'",
            "update only pg_catalog . \"pg_settings\" AS s SET setting = '77MB' WHERE name = 'work_mem'",
            "UPDATE ONLY (pg_settings) SET setting = '77MB' WHERE name = 'work_mem'",
            "UPDATE/* of */pg_settings SET setting = '77MB' WHERE name = 'work_mem'",
            "WITH s AS (UPDATE pg_settings SET setting = '77MB' WHERE name = 'work_mem' RETURNING 1) SELECT 1",
            "EXPLAIN ANALYZE UPDATE pg_settings SET setting = '77MB' WHERE name = 'work_mem'",
            "UPDATE U&\"pg\\005fsettings\" SET setting = '77MB' WHERE name = 'work_mem'",
            "SELECT 1 --\r, " + set_tenant,
            "SELECT E'a'\n'\\'' , " + set_tenant + " --'",
            "SELECT E'a' -- b\n'\\'' , " + set_tenant + " --'",
            "SELECT U&\"set\\005fconfig\"('app.tenant', 'mallory', false)",
            "SELECT u&\"set!005fconfig\" UESCAPE '!' ('app.tenant', 'mallory', false)",
            "SELECT query_to_xml(" + quoted_set_tenant + ", true, true, '')",
            "SELECT query_to_xmlschema(" + quoted_set_tenant + ", true, true, '')",
            "SELECT pg_catalog.query_to_xml_and_xmlschema(" + quoted_set_tenant + ", true, true, '')",
            "SELECT table_to_xml('pg_class', true, true, '')",
            "SELECT \"schema_to_xml\"('public', true, true, '')",
            "SELECT ts_rewrite('a'::tsquery, " + quoted_set_tenant + ")",
            "SELECT * FROM ts_stat(" + quoted_set_tenant + ")",
            "SELECT * FROM crosstab(" + quoted_set_tenant + ") AS c(a text)",
            "SELECT * FROM dblink('dbname=azoth', " + quoted_set_tenant + ") AS d(a text)",
            "SELECT dblink_exec('dbname=azoth', 'SELECT 1')",
            "SELECT (1) INSERT INTO TEMP shadowed",
            "(SELECT (1) INSERT INTO TEMP shadowed)",
            "SELECT (1) MERGE INTO TEMP shadowed",
            "WITH c AS (SELECT 1) SELECT (1) INSERT INTO TEMP shadowed",
            "EXPLAIN ANALYZE SELECT (1) INSERT INTO TEMP shadowed"};
}

TEST_CASE("A caller of the engine cannot change the session by a text that hides it", "[security]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> task<void> {
        EngineOptions options;
        options.shared_connections = 1;
        const AsyncEngine engine = create_async_engine(where, options);
        const auto seen = text(
                              "SELECT coalesce(current_setting('app.tenant', true), '') || pg_my_temp_schema() || "
                              "current_setting('work_mem')")
                              .columns<std::string>();
        const auto before = co_await engine.scalar(seen);
        for (const std::string& sql : changing_texts()) {
            const bool refused = co_await is_refused(engine, text(sql));
            attack(sql, !refused);
        }
        const auto after = co_await engine.scalar(seen);
        attack("what the next caller sees", after != before);
    }(url));
}

TEST_CASE("A caller of the engine cannot change the session by a compiled UPDATE of pg_settings", "[security]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> task<void> {
        const AsyncEngine engine = create_async_engine(where);
        const bool plain = co_await is_refused(
            engine, update(settings).values(settings.setting = "77MB").where(settings.name == "work_mem"));
        attack("update(pg_settings)", !plain);
        const bool qualified = co_await is_refused(engine, update(catalog_settings)
                                                               .values(catalog_settings.setting = "77MB")
                                                               .where(catalog_settings.name == "work_mem"));
        attack("update(pg_catalog.pg_settings)", !qualified);
    }(url));
}

TEST_CASE("A text for SQLite cannot begin in a way that PostgreSQL's lexer reads differently", "[security]") {
    run([]() -> task<void> {
        const AsyncEngine engine = create_async_engine("sqlite://");
        for (const char* const sql :
             {"--\rSELECT\nPRAGMA foreign_keys = off", "/* /* */ PRAGMA foreign_keys = off -- */ */ SELECT"}) {
            const bool refused = co_await is_refused(engine, text(sql));
            attack(sql, !refused);
        }
    }());
}

TEST_CASE("What only looks like a hidden change of the session is executed", "[security]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> task<void> {
        const AsyncEngine engine = create_async_engine(where);
        for (const std::string& sql : std::vector<std::string>{
                 "SELECT setting FROM pg_settings WHERE name = 'work_mem'",
                 "SELECT 'UPDATE pg_settings', U&'\\0041', $$U&\"x\"$$",
                 "WITH menu(menu, x) AS (VALUES (3, 1)) SELECT menu&\"x\" FROM menu",
                 "WITH c AS (SELECT 1 AS a) INSERT INTO no_such_table SELECT a FROM c",
                 "WITH c AS (INSERT INTO no_such_table VALUES (1) RETURNING 1) SELECT * FROM c",
                 "WITH c AS (SELECT (1) AS a), d AS (SELECT a FROM c) MERGE INTO no_such_table USING d ON true "
                 "WHEN MATCHED THEN DO NOTHING",
                 "SELECT E'a'\n'b', 'set_config(1)' -- set_config(1)\r",
             }) {
            INFO(sql);
            const bool refused = co_await is_refused(engine, text(sql));
            CHECK(!refused);
        }
    }(url));
}

TEST_CASE("A compiled statement cannot keep a setting beyond discard_all", "[security]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> task<void> {
        EngineOptions options;
        options.pool_size = 1;
        options.max_overflow = 0;
        options.pool_reset_on_return = ResetOnReturn::discard_all;
        const AsyncEngine engine = create_async_engine(where, options);
        const auto tenant = text("SELECT coalesce(current_setting('app.tenant', true), '')").columns<std::string>();
        const auto work_mem = text("SELECT current_setting('work_mem')").columns<std::string>();
        std::optional<std::string> before;
        {
            auto conn = co_await engine.connect();
            before = co_await conn.scalar(work_mem);
        }
        {
            auto conn = co_await engine.connect();
            co_await conn.execute(select(func::call<std::string>("set_config", "app.tenant", "mallory", false)));
            co_await conn.commit();
        }
        {
            auto conn = co_await engine.connect();
            const auto seen = co_await conn.scalar(tenant);
            attack("func::call of set_config", seen != "");
        }
        {
            auto conn = co_await engine.connect();
            co_await conn.execute(
                update(settings).values(settings.setting = "77MB").where(settings.name == "work_mem"));
            co_await conn.commit();
        }
        {
            auto conn = co_await engine.connect();
            const auto seen = co_await conn.scalar(work_mem);
            attack("update(pg_settings)", seen != before);
        }
    }(url));
}

}  // namespace
}  // namespace azoth_tests::session_change
