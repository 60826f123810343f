#include "postgresql_schema.hpp"
#include "support.hpp"

namespace {

using namespace azoth;
using namespace azoth_tests;

std::vector<std::string> reflected_shop() {
    return {"CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, born DATE)",
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), total "
            "NUMERIC(10, 2) DEFAULT 0 NOT NULL)",
            "CREATE TABLE alone (x INTEGER)", "CREATE VIEW names AS SELECT name FROM users"};
}

/// On each database, in a schema of its own.
template <class Test>
void in_each(Test test) {
    in_sqlite(test);
    in_schema(test);
}

}  // namespace

TEST_CASE("a reflected table is queried like a declared one", "[postgresql][sqlite][reflection]") {
    in_each([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, reflected_shop());
        MetaData meta;
        const Table<> orders = co_await reflect_table("orders", meta, conn);
        // The table to which its foreign key refers was reflected, too.
        REQUIRE(meta.tables().size() == 2);
        const Table<> users = co_await reflect_table("users", meta, conn);
        co_await conn.execute(insert(users).values(users["id"] = 1, users["name"] = "it's me"));
        co_await conn.execute(insert(orders).values(orders["id"] = 7, orders["user_id"] = 1, orders["total"] = 12));
        const auto result = co_await conn.execute(
            select(users["name"], orders["total"]).join(orders, users["id"] == orders["user_id"]));
        REQUIRE(result.size() == 1);
        for (const auto& row : result) CHECK(row.get<std::string>(0) == "it's me");
    });
}

TEST_CASE("a schema is reflected completely or partly", "[postgresql][sqlite][reflection]") {
    in_each([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, reflected_shop());
        MetaData all;
        co_await reflect(all, conn);
        CHECK(all.tables().size() == 3);
        CHECK(all.find("names") == nullptr);
        MetaData with_views;
        const ReflectOptions views{.views = true};
        co_await reflect(with_views, conn, views);
        REQUIRE(with_views.find("names") != nullptr);
        MetaData some;
        const ReflectOptions two_tables{.only = {"orders", "alone"}};
        co_await reflect(some, conn, two_tables);
        CHECK(some.tables().size() == 3);
        MetaData unresolved;
        const ReflectOptions one_table{.only = {"orders"}, .resolve_foreign_keys = false};
        co_await reflect(unresolved, conn, one_table);
        CHECK(unresolved.tables().size() == 1);
        std::string message;
        MetaData none;
        const ReflectOptions missing{.only = {"nothing"}};
        try {
            co_await reflect(none, conn, missing);
        } catch (const NoSuchTableError& error) {
            message = error.what();
        }
        CHECK_THAT(message, ContainsSubstring("nothing"));
    });
}

TEST_CASE("a declared table is not replaced", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, reflected_shop());
        MetaData meta;
        const Table mine{"users", meta, azoth::Column{"id", Integer(), primary_key}};
        co_await reflect(meta, conn);
        CHECK(meta.tables().size() == 3);
        CHECK(meta.find("users")->columns().size() == 1);
    });
}

TEST_CASE("foreign keys are followed into other schemas", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        std::vector<std::string> statements = reflected_shop();
        statements.emplace_back("CREATE SCHEMA reflected_more");
        statements.emplace_back("CREATE TABLE reflected_more.notes (user_id integer REFERENCES users (id))");
        co_await execute_all(conn, std::move(statements));
        MetaData meta("reflected_more");
        co_await reflect(meta, conn);
        CHECK(meta.find("reflected_more.notes") != nullptr);
        CHECK(meta.find("users") != nullptr);
        CHECK(resolve_foreign_keys(*meta.find("reflected_more.notes")).size() == 1);
    });
}

TEST_CASE("values of types that azoth does not know are read as text", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        std::vector<std::string> statements;
        statements.emplace_back("CREATE TYPE mood AS ENUM ('sad', 'glad')");
        statements.emplace_back("CREATE TABLE odd (p circle, l tid, m mood, n name)");
        statements.emplace_back("INSERT INTO odd VALUES ('<(1,2),3>', '(4,5)', 'glad', 'me')");
        co_await execute_all(conn, std::move(statements));
        MetaData meta;
        const Table<> odd = co_await reflect_table("odd", meta, conn);
        const auto result = co_await conn.execute(select(odd["p"], odd["l"], odd["m"], odd["n"]));
        REQUIRE(result.size() == 1);
        for (const auto& row : result) {
            CHECK(row.get<std::string>(0) == "<(1,2),3>");
            CHECK(row.get<std::string>(1) == "(4,5)");
            CHECK(row.get<std::string>(2) == "glad");
            CHECK(row.get<std::string>(3) == "me");
        }
    });
}

TEST_CASE("reflection works in run_sync, too", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, reflected_shop());
        MetaData meta;
        const auto work = [&meta](Connection& sync) {
            const Table<> users = reflect_table("users", meta, sync);
            reflect(meta, sync, {.views = true});
            return users["name"].node() != nullptr;
        };
        const bool found = co_await conn.run_sync(work);
        CHECK(found);
        CHECK(meta.tables().size() == 4);
    });
}
