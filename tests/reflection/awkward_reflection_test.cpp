#include "server_version.hpp"
#include "support.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/reflection/diff.hpp>
#include <azoth/sqlite/dialect.hpp>

namespace {

using namespace azoth;
using namespace azoth_tests;

// The schema that is reflected from the database is declared and must be equal.
task<void> check_no_difference(AsyncConnection& conn) {
    MetaData meta;
    const ReflectOptions views{.views = true};
    co_await reflect(meta, conn, views);
    const SchemaDiff found = co_await diff(meta, conn);
    for (const SchemaChange& change : found.changes) FAIL_CHECK(to_string(change));
}

}  // namespace

TEST_CASE("a comment in a condition or default of SQLite does not swallow the text after it", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql(
            "CREATE TABLE t (a INTEGER DEFAULT (1 -- one\n), b INTEGER CHECK (b > 0 -- positive, 'or' so\n), c INTEGER "
            "AS (a + /* more */ b -- sum\n), d TEXT DEFAULT ('--' || '/* */'))");
        co_await conn.exec_driver_sql("CREATE INDEX ix ON t (a) WHERE b > 3 -- few\n");
        co_await conn.exec_driver_sql("CREATE VIEW v AS SELECT a FROM t -- all\n");
        const ReflectedSchema found = co_await read_all(conn);
        const ReflectedTable& t = *found.find("t");
        REQUIRE(t.checks.size() == 1);
        CHECK(t.checks[0].condition_sql == "b > 0");
        CHECK(t.columns[0].default_sql == "1");
        CHECK(t.columns[3].default_sql == "'--' || '/* */'");
        CHECK(t.indexes.at(0).where_sql == "b > 3");
        CHECK(found.find("v")->definition_sql == "SELECT a FROM t");
        co_await check_no_difference(conn);
    });
}

TEST_CASE("names in SQLite are found in any case", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE TABLE Parent (Id INTEGER PRIMARY KEY, Name TEXT, UNIQUE (NAME))");
        co_await conn.exec_driver_sql("CREATE INDEX ix ON PARENT (NAME, id DESC)");
        co_await conn.exec_driver_sql(
            "CREATE TABLE child (p INTEGER REFERENCES parent(ID), FOREIGN KEY (P) REFERENCES "
            "PARENT)");
        co_await conn.exec_driver_sql("CREATE TRIGGER tr AFTER INSERT ON PARENT BEGIN SELECT 1; END");
        const ReflectedSchema found = co_await read_all(conn);
        const ReflectedTable& parent = *found.find("Parent");
        CHECK(parent.indexes.at(0).elements.at(0).column == "Name");
        CHECK(parent.indexes.at(0).elements.at(1).column == "Id");
        CHECK(parent.attached_sql.size() == 1);
        for (const ReflectedForeignKey& key : found.find("child")->foreign_keys) {
            CHECK(key.targets == std::vector<std::string>{"Parent.Id"});
        }
        co_await check_no_difference(conn);
    });
}

TEST_CASE("a view of a missing table hides nothing else of an SQLite database", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE TABLE gone (a INTEGER)");
        co_await conn.exec_driver_sql("CREATE TABLE kept (a INTEGER)");
        co_await conn.exec_driver_sql("CREATE VIEW broken AS SELECT a FROM gone");
        co_await conn.exec_driver_sql("CREATE VIEW whole AS SELECT a, a + 1 AS b FROM kept");
        co_await conn.exec_driver_sql("DROP TABLE gone");
        const ReflectedSchema found = co_await read_all(conn);
        CHECK(found.tables.size() == 3);
        CHECK(found.find("broken")->columns.empty());
        CHECK(found.find("broken")->definition_sql == "SELECT a FROM gone");
        CHECK(found.find("broken")->columns_error == "no such table: main.gone");
        CHECK(found.find("whole")->columns.size() == 2);
        CHECK(found.find("whole")->columns_error.empty());
        const auto rows = co_await conn.exec_driver_sql("SELECT 1");
        CHECK(rows.size() == 1);
    });
}

TEST_CASE("the error for a view with unknown columns names it", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE VIEW broken AS SELECT a FROM gone");
        auto inspector = inspect(conn);
        std::string message;
        try {
            co_await inspector.get_columns("broken");
        } catch (const InvalidRequestError& error) {
            message = error.what();
        }
        CHECK(message == "the columns of view \"broken\" are not known: no such table: main.gone");
        MetaData meta;
        const ReflectOptions with_views{.views = true};
        const Table<> broken = co_await reflect_table("broken", meta, conn, with_views);
        const std::string says =
            "view \"broken\" has no columns to select; if it was reflected, ReflectedTable::columns_error says why";
        CHECK_THROWS_MATCHES(select(broken), ArgumentError, Message(says));
        CHECK_THROWS_MATCHES(select(broken.alias("b")), ArgumentError, Message(says));
    });
}

TEST_CASE("views of views that SQLite would expand for hours hide no other view", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE TABLE t (a INTEGER)");
        co_await conn.exec_driver_sql("CREATE VIEW ordinary AS SELECT a, a + 1 AS b FROM t");
        co_await conn.exec_driver_sql("CREATE VIEW v0 AS SELECT a FROM t");
        for (int i = 1; i < 40; ++i) {
            const std::string below = "v" + std::to_string(i - 1);
            co_await conn.exec_driver_sql("CREATE VIEW v" + std::to_string(i) + " AS SELECT x.a FROM " + below +
                                          " x, " + below + " y");
        }
        const ReflectedSchema found = co_await read_all(conn);
        CHECK(found.find("ordinary")->columns.size() == 2);
        CHECK(found.find("v0")->columns.size() == 1);
        CHECK(found.find("v39")->columns.empty());
        CHECK_THAT(found.find("v39")->columns_error, ContainsSubstring("refer to each other too often"));
    });
}

TEST_CASE("the declared sizes of SQLite's types are kept", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql(
            "CREATE TABLE t (a TINYINT(1), b INT(11), c FLOAT(10), d DOUBLE(8, 2), e UNSIGNED BIG INT(20), f BLOB(9), "
            "g "
            "DATETIME(6), h BOOLEAN(1), i NCHAR(10), j DECIMAL(9, 2), k MONEY(3), l LONGBLOB, m BIGINT(20), n "
            "TEXT(9))");
        const ReflectedSchema found = co_await read_all(conn);
        CHECK(sqlite::dialect().type_name(found.tables[0].columns[0].type) == "TINYINT(1)");
        co_await check_no_difference(conn);
    });
}

TEST_CASE("a schema that does not exist has no tables", "[sqlite][postgresql][reflection]") {
    const auto check = [](AsyncConnection& conn) -> task<void> {
        auto inspector = inspect(conn);
        const bool found = co_await inspector.has_table("t", "no such schema");
        CHECK_FALSE(found);
        const auto names = co_await inspector.get_table_names("nowhere");
        CHECK(names.empty());
    };
    in_sqlite(check);
    in_schema(check);
}

TEST_CASE("INTEGER PRIMARY KEY DESC is not an alias of SQLite's rowid", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a TEXT)");
        co_await conn.exec_driver_sql("CREATE TABLE u (id INTEGER, a TEXT, PRIMARY KEY (id DESC))");
        const ReflectedSchema found = co_await read_all(conn);
        CHECK_FALSE(found.find("t")->columns[0].autoincrement);
        CHECK(found.find("u")->columns[0].autoincrement);
        co_await check_no_difference(conn);
    });
}

TEST_CASE("a partition's own defaults and NOT NULL are kept", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql(
            "CREATE TABLE p (id integer, a integer DEFAULT 1, b integer DEFAULT 2, c text) PARTITION BY RANGE (id)");
        co_await conn.exec_driver_sql(
            "CREATE TABLE p1 PARTITION OF p (a DEFAULT 10 NOT NULL, b DEFAULT NULL, CONSTRAINT ck CHECK (a > 0)) FOR "
            "VALUES FROM (0) TO (10)");
        co_await check_no_difference(conn);
        MetaData meta;
        co_await reflect(meta, conn);
        co_await conn.exec_driver_sql("DROP TABLE p");
        co_await meta.create_all(conn);
        co_await conn.exec_driver_sql("INSERT INTO p1 (id) VALUES (1)");
        const auto rows = co_await conn.exec_driver_sql("SELECT a::text, b::text FROM p1");
        CHECK(rows.one().get<std::string>(0) == "10");
        CHECK_FALSE(rows.one().get<std::optional<std::string>>(1).has_value());
    });
}

TEST_CASE("a numeric with a negative scale stays the same type", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 15)) co_return;
        co_await conn.exec_driver_sql(
            "CREATE TABLE t (a numeric(3, -2), b numeric(3, -1), c numeric(2, 5), d numeric)");
        const ReflectedSchema found = co_await read_all(conn);
        CHECK(postgresql::dialect().type_name(found.tables[0].columns[0].type) == "NUMERIC(3, -2)");
        co_await check_no_difference(conn);
    });
}

TEST_CASE("nested domains and domains with several checks are reflected as declared", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql(
            "CREATE DOMAIN base AS numeric(9, 2) CONSTRAINT a CHECK (VALUE > 0) CONSTRAINT b "
            "CHECK (VALUE < 100)");
        co_await conn.exec_driver_sql(
            "CREATE DOMAIN above AS base DEFAULT 7 NOT NULL CONSTRAINT c CHECK (VALUE <> 50)");
        co_await conn.exec_driver_sql("CREATE TABLE t (a base, b above)");
        co_await check_no_difference(conn);
        const ReflectedSchema before = co_await read_all(conn);
        co_await conn.exec_driver_sql("ALTER DOMAIN base DROP CONSTRAINT b");
        co_await conn.exec_driver_sql("ALTER DOMAIN base ADD CONSTRAINT d CHECK (VALUE < 90)");
        const ReflectedSchema after = co_await read_all(conn);
        const SchemaDiff found = compare(after, before, postgresql::dialect());
        co_await execute_all(conn, found.up);
        const ReflectedSchema again = co_await read_all(conn);
        CHECK(compare(again, before, postgresql::dialect()).empty());
    });
}
