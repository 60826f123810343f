#include "attack.hpp"
#include "engine/support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/postgresql/postgresql.hpp>

#include <string>
#include <vector>

// Changes that a caller can make to a session that others use.
namespace azoth_tests::shared_session {
namespace {

using namespace azoth;

// Whether the engine executes it on a shared connection.
bool is_executed(const std::string& sql) {
    bool executed = false;
    run([&]() -> task<void> {
        const AsyncEngine engine = create_async_engine(postgresql_url());
        try {
            co_await engine.execute(text(sql));
            executed = true;
        } catch (const InvalidRequestError&) {
        } catch (const DatabaseError&) {
            executed = true;
        }
    }());
    return executed;
}

TEST_CASE("A caller of the engine cannot change the session of the next one by a function", "[security]") {
    for (const std::string& sql :
         std::vector<std::string>{"SELECT set_config('app.tenant', 'mallory', false)",
                                  "SELECT set_config('app.tenant', 'mallory', true)",
                                  "select SET_CONFIG ('app.tenant', 'mallory', false)",
                                  "SELECT pg_catalog.set_config('app.tenant', 'mallory', false)",
                                  "SELECT pg_catalog . /* not */ set_config -- seen\n ('app.tenant', 'mallory', false)",
                                  "SELECT \"set_config\"('app.tenant', 'mallory', false)",
                                  "WITH c AS (SELECT set_config('app.tenant', 'mallory', false)) SELECT * FROM c",
                                  "VALUES (set_config('app.tenant', 'mallory', false))",
                                  "SELECT * FROM set_config('app.tenant', 'mallory', false)",
                                  "EXPLAIN ANALYZE SELECT set_config('app.tenant', 'mallory', false)",
                                  "SELECT setseed(0.5)",
                                  "SELECT pg_advisory_lock(1)",
                                  "SELECT pg_advisory_lock_shared(1)",
                                  "SELECT pg_try_advisory_lock(1)",
                                  "SELECT pg_try_advisory_lock_shared(1, 2)",
                                  "SELECT pg_advisory_unlock_all()",
                                  "SET app.tenant = 'mallory'",
                                  "SET ROLE pg_monitor",
                                  "RESET ALL",
                                  "DISCARD ALL",
                                  "LISTEN news",
                                  "UNLISTEN *",
                                  "PREPARE theirs AS SELECT 1",
                                  "DEALLOCATE ALL",
                                  "DECLARE theirs CURSOR WITH HOLD FOR SELECT 1",
                                  "LOCK TABLE pg_class",
                                  "LOAD 'auto_explain'",
                                  "CREATE TEMPORARY TABLE pg_class (oid int)",
                                  "SELECT 1 AS oid INTO TEMPORARY pg_class",
                                  "DO 'BEGIN PERFORM 1; END'"}) {
        attack(sql, is_executed(sql));
    }
}

TEST_CASE("A caller of the engine cannot change the session by a compiled statement", "[security]") {
    run([]() -> task<void> {
        const AsyncEngine engine = create_async_engine(postgresql_url());
        bool executed = false;
        try {
            co_await engine.execute(select(func::call<std::string>("set_config", "app.tenant", "mallory", false)));
            executed = true;
        } catch (const InvalidRequestError& error) {
            CHECK(std::string(error.what()).find("set_config()") != std::string::npos);
        }
        attack("func::call of set_config", executed);
        const auto tenant = text("SELECT coalesce(current_setting('app.tenant', true), '')").columns<std::string>();
        for (int i = 0; i < 4; ++i) CHECK((co_await engine.scalar(tenant)) == "");
    }());
}

TEST_CASE("What only looks like a change of the session is executed", "[security]") {
    for (const std::string& sql :
         {std::string("SELECT 'set_config(''x'')', $$setseed(1)$$"),
          std::string("SELECT 1 AS set_config -- setseed(0.5)"), std::string("SELECT pg_advisory_xact_lock(1)"),
          std::string("SELECT \"Set_Config\" FROM (VALUES (1)) AS v(\"Set_Config\")")}) {
        INFO(sql);
        CHECK(is_executed(sql));
    }
}

}  // namespace
}  // namespace azoth_tests::shared_session
