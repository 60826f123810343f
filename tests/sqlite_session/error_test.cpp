#include "catch.hpp"
#include "database.hpp"
#include <azoth/error.hpp>

namespace {

using namespace azoth;

TEST_CASE("the error for a violated constraint names it as far as SQLite does", "[sqlite]") {
    Database db;
    db.control(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT UNIQUE, c INT, d INT, UNIQUE (c, d),"
        "CONSTRAINT positive CHECK (c > 0));"
        "CREATE UNIQUE INDEX ix_lower ON t (lower(a));"
        "INSERT INTO t VALUES (1, 'a', 'b', 1, 2)");
    const auto diagnostics = [&](std::string_view values) {
        return thrown_by<IntegrityError>([&] { db.execute("INSERT INTO t VALUES " + std::string(values)); })
            .diagnostics();
    };
    const Diagnostics unique = diagnostics("(2, 'x', 'b', 2, 2)");
    CHECK(unique.message == "UNIQUE constraint failed: t.b");
    CHECK(unique.table == "t");
    CHECK(unique.column == "b");
    CHECK(unique.native_code == 2067);
    CHECK(unique.sqlstate == "23505");
    CHECK(diagnostics("(1, 'x', 'x', 3, 3)").column == "id");
    const Diagnostics several = diagnostics("(2, 'x', 'x', 1, 2)");
    CHECK(several.table == "t");
    CHECK(several.column.empty());
    CHECK(diagnostics("(2, NULL, 'x', 3, 3)").column == "a");
    CHECK(diagnostics("(2, 'A', 'x', 3, 3)").constraint == "ix_lower");
    CHECK(diagnostics("(2, 'x', 'x', 0, 3)").constraint == "positive");
}

TEST_CASE("a write to a read-only database is an error of state", "[sqlite]") {
    Database db;
    db.control("CREATE TABLE t (id INTEGER); PRAGMA query_only = ON");
    const auto error = thrown_by<InternalError>([&] { db.execute("INSERT INTO t VALUES (1)"); });
    CHECK(error.sqlstate() == "25006");
    CHECK_FALSE(error.connection_lost());
}

TEST_CASE("a syntax error has its position in characters", "[sqlite]") {
    Database db;
    const auto error = thrown_by<ProgrammingError>([&] { db.execute("SELECT 'äöü' FORM t"); });
    CHECK(error.message() == "near \"t\": syntax error");
    CHECK(error.position() == 19);
    CHECK(error.outcome() == Outcome::not_executed);
    CHECK_FALSE(error.connection_lost());
}

TEST_CASE("a position in a script counts from its statement", "[sqlite]") {
    Database db;
    const auto error = thrown_by<ProgrammingError>([&] { db.control("SAVEPOINT a; SELEC 1"); });
    CHECK(error.position() == 2);
}

TEST_CASE("a missing table or column is a ProgrammingError", "[sqlite]") {
    Database db;
    const auto table = thrown_by<ProgrammingError>([&] { db.execute("SELECT * FROM nowhere"); });
    CHECK(table.message() == "no such table: nowhere");
    const auto column = thrown_by<ProgrammingError>([&] { db.execute("SELECT nothing"); });
    CHECK(column.position() == 8);
}

TEST_CASE("a value that a function rejects is a DataError", "[sqlite]") {
    Database db;
    CHECK_THROWS_AS(db.execute("SELECT abs(-9223372036854775807 - 1)"), DataError);
    CHECK_THROWS_AS(db.execute("SELECT json('{')"), DataError);
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    CHECK_THROWS_AS(db.execute("INSERT INTO t VALUES ('x')"), DataError);
}

TEST_CASE("after an error the session remains usable", "[sqlite]") {
    Database db;
    CHECK_THROWS_AS(db.execute("SELECT json(?)", std::string("{")), DataError);
    CHECK(db.scalar<std::string>("SELECT json(?)", std::string("[1, 2]")) == "[1,2]");
    CHECK(db.session().is_usable());
    CHECK(db.session().is_clean());
}

}  // namespace
