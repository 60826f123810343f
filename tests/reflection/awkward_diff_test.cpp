#include "support.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/reflection/diff.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <algorithm>

namespace {

using namespace azoth;
using namespace azoth_tests;

std::vector<std::string> changes_of(const SchemaDiff& diff) {
    std::vector<std::string> result;
    for (const SchemaChange& change : diff.changes) result.push_back(to_string(change));
    return result;
}

using Texts = std::vector<std::string>;

task<std::string> answer(AsyncConnection& conn, std::string sql) {
    const Result<Dynamic> rows = co_await conn.exec_driver_sql(std::move(sql));
    std::string text;
    for (const auto& row : rows) text += row.get<std::optional<std::string>>(0).value_or("NULL") + ';';
    co_return text;
}

/// Changes a database with rows from one schema to another and back, and checks it after each step.
task<void> there_and_back(AsyncConnection& conn, std::vector<std::string> first, std::vector<std::string> rows,
                          std::vector<std::string> second, std::string query, std::string expected,
                          std::string expected_back) {
    const Dialect& dialect = postgresql::dialect();
    co_await execute_all(conn, second);
    const ReflectedSchema wanted = co_await read_all(conn);
    co_await conn.exec_driver_sql("DROP SCHEMA reflected CASCADE");
    co_await conn.exec_driver_sql("CREATE SCHEMA reflected");
    co_await execute_all(conn, first);
    co_await execute_all(conn, rows);
    const ReflectedSchema before = co_await read_all(conn);
    const SchemaDiff found = compare(before, wanted, dialect);
    CHECK_FALSE(found.empty());
    co_await execute_all(conn, found.up);
    const ReflectedSchema after = co_await read_all(conn);
    CHECK(changes_of(compare(after, wanted, dialect)) == Texts());
    const std::string there = co_await answer(conn, query);
    CHECK(there == expected);
    co_await execute_all(conn, found.down);
    const ReflectedSchema undone = co_await read_all(conn);
    CHECK(changes_of(compare(undone, before, dialect)) == Texts());
    const std::string back = co_await answer(conn, query);
    CHECK(back == expected_back);
}

}  // namespace

TEST_CASE("schemas whose names need quotes are compared like others", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("DROP SCHEMA IF EXISTS \"Shop\", \"select\" CASCADE");
        co_await conn.exec_driver_sql("CREATE SCHEMA \"Shop\"");
        co_await conn.exec_driver_sql("CREATE SCHEMA \"select\"");
        MetaData meta("Shop");
        const Table t{"t", meta, azoth::Column{"id", Integer(), primary_key},
                      azoth::Column{"mood", Enum("mood", {"sad", "ok"}, "Shop"), server_default("sad")},
                      CheckConstraint("mood <> 'ok'").name("ck")};
        const Table u{"u", meta, schema("select"), azoth::Column{"id", BigInteger(), primary_key},
                      azoth::Column{"t_id", ForeignKey("Shop.t.id").name("fk_t")}};
        co_await meta.create_all(conn);
        const SchemaDiff none = co_await diff(meta, conn);
        CHECK(changes_of(none) == Texts());
        co_await conn.exec_driver_sql("ALTER TABLE \"select\".u DROP COLUMN t_id");
        const SchemaDiff found = co_await diff(meta, conn);
        co_await execute_all(conn, found.up);
        const SchemaDiff again = co_await diff(meta, conn);
        CHECK(changes_of(again) == Texts());
        co_await conn.exec_driver_sql("DROP SCHEMA \"Shop\", \"select\" CASCADE");
    });
}

TEST_CASE("a SERIAL column of a renamed table is a SERIAL column", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table t{"fresh", meta, azoth::Column{"id", Integer(), primary_key}, azoth::Column{"a", Integer()}};
        co_await conn.exec_driver_sql("CREATE TABLE old (number serial PRIMARY KEY, a integer)");
        co_await conn.exec_driver_sql("ALTER TABLE old RENAME TO fresh");
        co_await conn.exec_driver_sql("ALTER TABLE fresh RENAME number TO id");
        co_await conn.exec_driver_sql("ALTER INDEX old_pkey RENAME TO fresh_pkey");
        const SchemaDiff found = co_await diff(meta, conn);
        CHECK(changes_of(found) == Texts());
        co_await conn.exec_driver_sql("INSERT INTO fresh (a) VALUES (1)");
    });
}

TEST_CASE("a constraint that is NOT VALID is not a difference and is not validated", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table p{"p", meta, azoth::Column{"id", Integer(), primary_key}};
        const Table t{"t", meta, azoth::Column{"a", Integer()}, ForeignKeyConstraint({"a"}, {"p.id"}).name("fk"),
                      CheckConstraint("a > 0").name("ck").not_valid()};
        co_await conn.exec_driver_sql("CREATE TABLE p (id serial PRIMARY KEY)");
        co_await conn.exec_driver_sql("CREATE TABLE t (a integer)");
        co_await conn.exec_driver_sql("INSERT INTO t VALUES (-1)");
        const SchemaDiff both = co_await diff(meta, conn);
        // The CHECK is added as declared, without checking existing rows.
        CHECK(std::ranges::count(both.up, "ALTER TABLE t ADD CONSTRAINT ck CHECK ((a > 0)) NOT VALID") == 1);
        co_await conn.exec_driver_sql("ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID");
        co_await conn.exec_driver_sql("ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p NOT VALID");
        const SchemaDiff found = co_await diff(meta, conn);
        CHECK(changes_of(found) == Texts());
    });
}

TEST_CASE("an enum is rebuilt with checks, partial indexes, defaults, keys, computed columns and views",
          "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        const auto tables = [](const std::string& labels) {
            return Texts{
                "CREATE TYPE mood AS ENUM (" + labels + ")",
                "CREATE TABLE p (m mood PRIMARY KEY)",
                "CREATE TABLE t (id integer, m mood DEFAULT 'ok' CONSTRAINT fk REFERENCES p, list mood[] DEFAULT "
                "'{ok}', is_ok boolean GENERATED ALWAYS AS (m = 'ok') STORED, CONSTRAINT ck CHECK (m <> 'sad'))",
                "CREATE UNIQUE INDEX ix_part ON t (id) WHERE m = 'ok'",
                "CREATE INDEX ix_expression ON t ((m = 'ok'))",
                "CREATE INDEX ix_plain ON t (m)",
                "CREATE VIEW v AS SELECT id, m FROM t WHERE m = 'ok'",
                "CREATE VIEW w AS SELECT id FROM v"};
        };
        const Texts rows{"INSERT INTO p VALUES ('ok')", "INSERT INTO t (id) VALUES (1)"};
        co_await there_and_back(conn, tables("'sad', 'odd', 'ok'"), rows, tables("'ok', 'sad'"),
                                "SELECT m::text || is_ok || list::text FROM t", "oktrue{ok};", "oktrue{ok};");
    });
}

TEST_CASE("numbers continue when a SERIAL column becomes an identity, and back", "[postgresql][reflection]") {
    const std::string next = "WITH n AS (INSERT INTO t (a) VALUES (9) RETURNING id) SELECT id::text FROM n";
    const Texts serial{"CREATE TABLE t (id serial PRIMARY KEY, a integer)"};
    const Texts identity{"CREATE TABLE t (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a integer)"};
    const Texts always{"CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer)"};
    const Texts plain{"CREATE TABLE t (id integer PRIMARY KEY, a integer)"};
    const Texts rows{"INSERT INTO t (a) SELECT 1 FROM generate_series(1, 5)"};
    const Texts numbered{"INSERT INTO t SELECT n, 1 FROM generate_series(1, 5) n"};
    const auto check = [](const Texts& first, const Texts& some, const Texts& second, const std::string& query,
                          const std::string& there, const std::string& back) {
        in_schema([=](AsyncConnection& conn) -> task<void> {
            co_await there_and_back(conn, first, some, second, query, there, back);
        });
    };
    check(serial, rows, identity, next, "6;", "7;");
    check(identity, rows, serial, next, "6;", "7;");
    check(always, rows, serial, next, "6;", "7;");
    const std::string count = "SELECT count(*)::text FROM t";
    check(plain, numbered, serial, count, "5;", "5;");
    check(serial, rows, plain, count, "5;", "5;");
    check(plain, numbered, identity, count, "5;", "5;");
    // The column had no counter, so the numbers continue after those of the rows.
    const std::string either =
        "WITH n AS (INSERT INTO t (id, a) SELECT coalesce(nextval(pg_get_serial_sequence('t', 'id')), 0), 9 RETURNING "
        "id) "
        "SELECT id::text FROM n";
    for (const Texts& second : {serial, identity}) {
        in_schema([=](AsyncConnection& conn) -> task<void> {
            co_await execute_all(conn, second);
            const ReflectedSchema wanted = co_await read_all(conn);
            co_await conn.exec_driver_sql("DROP TABLE t");
            co_await execute_all(conn, plain);
            co_await execute_all(conn, numbered);
            const ReflectedSchema before = co_await read_all(conn);
            co_await execute_all(conn, compare(before, wanted, postgresql::dialect()).up);
            const std::string number = co_await answer(conn, either);
            CHECK(number == "6;");
        });
    }
}

TEST_CASE("a view does not prevent the change of a column, and keeps what is attached to it",
          "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        const auto all = [](const std::string& type) {
            return Texts{"CREATE TABLE t (id integer, a " + type + ")", "CREATE VIEW v AS SELECT id, a FROM t",
                         "CREATE MATERIALIZED VIEW m AS SELECT a FROM v", "CREATE INDEX ix_m ON m (a)"};
        };
        Texts first = all("integer");
        first.emplace_back("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        first.emplace_back("CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()");
        first.emplace_back("CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE t.id = OLD.id");
        first.emplace_back("GRANT SELECT ON v TO PUBLIC");
        const Texts rows{"INSERT INTO t VALUES (1, 2)"};
        co_await there_and_back(
            conn, first, rows, all("bigint"),
            "SELECT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'v'::regclass)::text || (SELECT "
            "count(*) FROM pg_rules WHERE tablename = 'v')::text || "
            "has_table_privilege('azoth_md5', 'v', 'SELECT')::text || (SELECT a FROM v)::text",
            "11true2;", "11true2;");
    });
}

namespace {

/// The same on SQLite; the scripts have transactions of their own.
task<void> sqlite_there_and_back(std::vector<std::string> first, std::vector<std::string> second, std::string query,
                                 std::string expected) {
    const Dialect& dialect = sqlite::dialect();
    auto other = create_async_engine("sqlite://");
    ReflectedSchema wanted;
    {
        auto conn = co_await other.connect();
        co_await execute_all(conn, second);
        wanted = co_await read_all(conn);
    }
    auto engine = create_async_engine("sqlite://");
    auto conn = co_await engine.connect();
    conn.execution_options(Isolation::autocommit);
    co_await execute_all(conn, first);
    const ReflectedSchema before = co_await read_all(conn);
    const SchemaDiff found = compare(before, wanted, dialect);
    CHECK_FALSE(found.empty());
    co_await execute_all(conn, found.up);
    const std::string there = co_await answer(conn, query);
    CHECK(there == expected);
    co_await execute_all(conn, found.down);
    const std::string back = co_await answer(conn, query);
    CHECK(back == expected);
    const ReflectedSchema undone = co_await read_all(conn);
    CHECK(changes_of(compare(undone, before, dialect)) == Texts());
}

}  // namespace

TEST_CASE("a rebuilt SQLite table keeps its triggers and the views over it", "[sqlite][reflection]") {
    const auto tables = [](const std::string& type) {
        return Texts{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a " + type + ")",
                     "CREATE TABLE log (what TEXT)", "CREATE VIEW v AS SELECT id, a FROM t",
                     "CREATE VIEW w AS SELECT a FROM v"};
    };
    Texts first = tables("INTEGER");
    first.emplace_back("CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END");
    first.emplace_back("CREATE TRIGGER other AFTER INSERT ON log BEGIN UPDATE t SET a = a; END");
    first.emplace_back("CREATE TRIGGER tv INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END");
    first.emplace_back("INSERT INTO v (a) VALUES (1), (2)");
    first.emplace_back("DELETE FROM t WHERE id = 2");
    run(sqlite_there_and_back(first, tables("BIGINT"),
                              "SELECT (SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE type = "
                              "'trigger' ORDER BY name)) || (SELECT count(*) FROM w) || (SELECT count(*) FROM log) || "
                              "(SELECT seq FROM sqlite_sequence WHERE name = 't')",
                              "other,tr,tv122;"));
}

TEST_CASE("a changed view of SQLite keeps its triggers", "[sqlite][reflection]") {
    Texts first{"CREATE TABLE t (a INTEGER)", "CREATE VIEW v AS SELECT a FROM t",
                "CREATE TRIGGER tv INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.a); END"};
    run(sqlite_there_and_back(first, {"CREATE TABLE t (a INTEGER)", "CREATE VIEW v AS SELECT a FROM t WHERE a > 1"},
                              "SELECT name FROM sqlite_master WHERE type = 'trigger'", "tv;"));
}

TEST_CASE("a change that loses data or may fail for existing rows is marked", "[sqlite][postgresql][reflection]") {
    const auto check = [](AsyncConnection& conn, const Dialect& dialect) -> task<void> {
        co_await conn.exec_driver_sql("CREATE TABLE t (a INTEGER, b INTEGER)");
        const ReflectedSchema before = co_await read_all(conn);
        ReflectedSchema after = before;
        ReflectedColumn column = after.tables[0].columns[0];
        column.name = "c";
        column.nullable = false;
        after.tables[0].columns.push_back(column);
        CHECK(changes_of(compare(before, after, dialect)) == Texts{"add column t.c (may lose data)"});
        CHECK(compare(before, after, dialect).loses_data());
        after.tables[0].columns.back().default_sql = "1";
        CHECK_FALSE(compare(before, after, dialect).loses_data());
        after.tables[0].columns.pop_back();
        after.tables[0].columns[0].computed_sql = "b + 1";
        after.tables[0].columns[0].computed_stored = true;
        CHECK(compare(before, after, dialect).loses_data());
    };
    in_sqlite([check](AsyncConnection& conn) -> task<void> { co_await check(conn, sqlite::dialect()); });
    in_schema([check](AsyncConnection& conn) -> task<void> { co_await check(conn, postgresql::dialect()); });
}

TEST_CASE("the migrator's table and filtered objects are not differences", "[sqlite][postgresql][reflection]") {
    const auto check = [](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table t{"t", meta, azoth::Column{"a", Integer()}};
        co_await meta.create_all(conn);
        co_await conn.exec_driver_sql("CREATE TABLE azoth_migrations (version INTEGER)");
        const SchemaDiff none = co_await diff(meta, conn);
        CHECK(changes_of(none) == Texts());
        co_await conn.exec_driver_sql("CREATE TABLE audit_log (version INTEGER)");
        DiffOptions options;
        options.include = [](const std::string& name) { return !name.starts_with("audit_"); };
        const SchemaDiff filtered = co_await diff(meta, conn, options);
        CHECK(changes_of(filtered) == Texts());
        options.migrations_table = "steps";
        const SchemaDiff all = co_await diff(meta, conn, options);
        CHECK(changes_of(all) == Texts{"drop table azoth_migrations (may lose data)"});
    };
    in_sqlite(check);
    in_schema(check);
    in_schema([](AsyncConnection& conn) -> task<void> {
        MetaData meta;
        const Table t{"t", meta, azoth::Column{"a", Integer()}};
        co_await meta.create_all(conn);
        co_await conn.exec_driver_sql("CREATE TYPE level AS ENUM ('low')");
        co_await conn.exec_driver_sql("CREATE TABLE audit (id serial, l level)");
        DiffOptions options;
        options.include = [](const std::string& name) { return name != "audit"; };
        // Types used only by such a table are kept, too.
        const SchemaDiff found = co_await diff(meta, conn, options);
        CHECK(changes_of(found) == Texts());
    });
}
