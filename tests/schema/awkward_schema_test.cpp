#include "catch.hpp"
#include "engine/support.hpp"
#include "schema/dialects.hpp"
#include <azoth/azoth.hpp>
#include <azoth/reflection.hpp>

#include <string>
#include <vector>

// Valid schemas that databases treat differently from simple ones.

namespace {

using namespace azoth;
using azoth_tests::run;

template <class Test>
void on_postgresql(Test test) {
    const std::string url = azoth_tests::postgresql_url();
    if (url.empty()) return;
    run([](std::string where, Test body) -> task<void> {
        auto engine = create_async_engine(where);
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql("DROP SCHEMA IF EXISTS awkward, awkward_types CASCADE");
        co_await conn.exec_driver_sql("CREATE SCHEMA awkward");
        co_await conn.exec_driver_sql("CREATE SCHEMA awkward_types");
        co_await conn.exec_driver_sql("SET LOCAL search_path = awkward");
        co_await body(conn);
        co_await conn.rollback();
    }(url, test));
}

task<std::size_t> changes(const MetaData& meta, AsyncConnection& conn) {
    const SchemaDiff found = co_await diff(meta, conn);
    for (const SchemaChange& change : found.changes) UNSCOPED_INFO(to_string(change));
    co_return found.changes.size();
}

}  // namespace

TEST_CASE("a type in a schema without tables is created, found and dropped", "[postgresql]") {
    on_postgresql([](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table t{"t", meta, azoth::Column{"color", Enum("color", {"red", "blue"}, "awkward_types")}};
        co_await conn.exec_driver_sql("CREATE TABLE awkward_types.others (id int)");
        co_await meta.create_all(conn);
        co_await meta.create_all(conn);
        // Other objects in the type's schema do not belong to the MetaData.
        const std::size_t none = co_await changes(meta, conn);
        CHECK(none == 0);
        co_await meta.drop_all(conn);
        co_await meta.create_all(conn);
        co_await meta.drop_all(conn);
        const auto left = co_await conn.exec_driver_sql("SELECT 1 FROM pg_type WHERE typname = 'color'");
        CHECK(left.size() == 0);
    });
}

TEST_CASE("a type without a schema is found when all tables have one", "[postgresql]") {
    on_postgresql([](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table t{"t", meta, schema("awkward_types"), azoth::Column{"color", Enum("color", {"red", "blue"})}};
        co_await conn.exec_driver_sql("CREATE TABLE others (id int)");
        co_await meta.create_all(conn);
        const std::size_t none = co_await changes(meta, conn);
        CHECK(none == 0);
    });
}

TEST_CASE("SQLite finds tables although types and sequences have schemas", "[sqlite]") {
    run([]() -> task<void> {
        MetaData meta;
        const Table t{"t", meta, azoth::Column{"color", Enum("color", {"red", "blue"}, "elsewhere")},
                      azoth::Column{"number", Integer(), Sequence("numbers").schema("elsewhere")}};
        auto engine = create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await meta.create_all(conn);
        co_await meta.create_all(conn);
        const std::size_t none = co_await changes(meta, conn);
        CHECK(none == 0);
    }());
}

TEST_CASE("tables that refer to each other are dropped with their rows", "[sqlite]") {
    run([]() -> task<void> {
        MetaData meta;
        const Table a{"a", meta, azoth::Column{"id", Integer(), primary_key}, azoth::Column{"b", ForeignKey("b.id")}};
        const Table b{"b", meta, azoth::Column{"id", Integer(), primary_key}, azoth::Column{"a", ForeignKey("a.id")}};
        auto engine = create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await meta.create_all(conn);
        co_await conn.exec_driver_sql("INSERT INTO a VALUES (1, NULL)");
        co_await conn.exec_driver_sql("INSERT INTO b VALUES (1, 1)");
        co_await conn.exec_driver_sql("UPDATE a SET b = 1");
        co_await conn.commit();
        co_await meta.drop_all(conn);
        co_await conn.commit();
        const auto left = co_await conn.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE type = 'table'");
        CHECK(left.size() == 0);
        const auto deferred = co_await conn.exec_driver_sql("PRAGMA defer_foreign_keys");
        CHECK(deferred.one().get<std::int64_t>(0) == 0);
    }());
}

TEST_CASE("a row outside of a cycle keeps the cycle's tables from being dropped", "[sqlite]") {
    run([]() -> task<void> {
        MetaData meta;
        const Table a{"a", meta, azoth::Column{"id", Integer(), primary_key}, azoth::Column{"b", ForeignKey("b.id")}};
        const Table b{"b", meta, azoth::Column{"id", Integer(), primary_key}, azoth::Column{"a", ForeignKey("a.id")}};
        auto engine = create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await meta.create_all(conn);
        co_await conn.exec_driver_sql("INSERT INTO a VALUES (1, NULL)");
        co_await conn.exec_driver_sql("CREATE TABLE outside (a REFERENCES a (id))");
        co_await conn.exec_driver_sql("INSERT INTO outside VALUES (1)");
        co_await conn.commit();
        bool refused = false;
        try {
            co_await meta.drop_all(conn);
            co_await conn.commit();
        } catch (const IntegrityError&) {
            refused = true;
        }
        CHECK(refused);
        co_await conn.rollback();
        const auto left = co_await conn.exec_driver_sql("SELECT 1 FROM a");
        CHECK(left.size() == 1);
    }());
}

TEST_CASE("a comment on a constraint or index uses its shortened name", "[postgresql]") {
    on_postgresql([](AsyncConnection& conn) -> task<void> {
        NamingConvention convention;
        convention.uq = "uq_%(table_name)s_%(column_0_N_name)s";
        convention.ix = "ix_%(table_name)s_%(column_0_N_name)s";
        MetaData meta(convention);
        const std::string name(40, 'c');
        const Table t{"a_table_with_a_long_name", meta, azoth::Column{name.c_str(), Integer()},
                      UniqueConstraint(name).comment("only once"), Index("", name).comment("fast")};
        co_await meta.create_all(conn);
        const auto found =
            co_await conn.exec_driver_sql("SELECT 1 FROM pg_description WHERE description IN ('only once', 'fast')");
        CHECK(found.size() == 2);
    });
}

TEST_CASE("a default that begins with a parenthesis is still put in parentheses", "[sqlite][postgresql]") {
    const auto check = [](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table t{"t",
                      meta,
                      azoth::Column{"a", Integer(), server_default(literal_column("(1) + (2)"))},
                      azoth::Column{"b", Integer(), server_default(literal_column("(3)"))},
                      azoth::Column{"c", String(20), server_default(literal_column("(')') || ('(')"))},
                      CheckConstraint("(a) + (b) > 0 OR (a) < (b)")};
        co_await meta.create_all(conn);
        co_await conn.exec_driver_sql("INSERT INTO t DEFAULT VALUES");
        const auto row = co_await conn.exec_driver_sql("SELECT CAST(a AS TEXT), CAST(b AS TEXT), c FROM t");
        CHECK(row.one().get<std::string>(0) == "3");
        CHECK(row.one().get<std::string>(1) == "3");
        CHECK(row.one().get<std::string>(2) == ")(");
    };
    on_postgresql(check);
    run([](auto body) -> task<void> {
        auto engine = create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await body(conn);
    }(check));
}

TEST_CASE("an index that is created concurrently is created with its table in one transaction", "[postgresql]") {
    on_postgresql([](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table t{"t", meta, azoth::Column{"a", Integer()}, Index("ix_a", "a").concurrently()};
        co_await meta.create_all(conn);
        const std::size_t none = co_await changes(meta, conn);
        CHECK(none == 0);
        co_await conn.exec_driver_sql("DROP INDEX ix_a");
        const SchemaDiff found = co_await diff(meta, conn);
        REQUIRE(found.up.size() == 1);
        CHECK(found.up.front() == "CREATE INDEX ix_a ON t (a)");
    });
}
