#include "migration/sql_script.hpp"

#include "catch.hpp"

#include <string>
#include <vector>

using azoth::ScriptSyntax;
using Statements = std::vector<std::string>;

namespace {

Statements split_script(std::string_view sql) { return azoth::split_script(sql, ScriptSyntax::postgresql); }
Statements split_sqlite(std::string_view sql) { return azoth::split_script(sql, ScriptSyntax::sqlite); }

}  // namespace

TEST_CASE("a script is split at its semicolons", "[unit]") {
    CHECK(split_script("CREATE TABLE a (x int);\n\nDROP TABLE b ;") ==
          Statements{"CREATE TABLE a (x int)", "DROP TABLE b"});
    CHECK(split_script("SELECT 1") == Statements{"SELECT 1"});
    CHECK(split_script(" ;; \n").empty());
}

TEST_CASE("semicolons in strings, identifiers, comments and dollar quotes do not end a statement", "[unit]") {
    CHECK(split_script("INSERT INTO t VALUES ('a;''b', E'\\';')").size() == 1);
    CHECK(split_script("CREATE TABLE \"a;b\" (x int)").size() == 1);
    CHECK(split_script("SELECT 1 -- not; here\n + 1").size() == 1);
    CHECK(split_script("SELECT 1 /* nor; /* here; */ */ + 1").size() == 1);
    CHECK(
        split_script("CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END $body$ LANGUAGE plpgsql; SELECT 2")
            .size() == 2);
}

TEST_CASE("a part that consists of comments is not a statement", "[unit]") {
    CHECK(split_script("-- first the table\nCREATE TABLE a (x int); -- done\n/* really */") ==
          Statements{"-- first the table\nCREATE TABLE a (x int)"});
}

TEST_CASE("the body of a trigger is part of its statement", "[unit]") {
    const Statements statements = split_sqlite(
        "CREATE TRIGGER log AFTER UPDATE ON t BEGIN\n"
        "  UPDATE t SET a = CASE WHEN a > 1 THEN 1 ELSE 2 END;\n  DELETE FROM u;\nEND;\nDROP TABLE v;");
    REQUIRE(statements.size() == 2);
    CHECK(statements[0].ends_with("END"));
    CHECK(statements[1] == "DROP TABLE v");
}

TEST_CASE("the body of a function in standard SQL is part of its statement", "[unit]") {
    CHECK(split_script("CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT a; END; SELECT 2") ==
          Statements{"CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT a; END", "SELECT 2"});
}

TEST_CASE("a column named trigger or begin does not begin a body", "[unit]") {
    CHECK(split_script("CREATE TABLE t (begin int, x int); SELECT 1").size() == 2);
    CHECK(split_script("SELECT begin FROM trigger; SELECT 1").size() == 2);
}

TEST_CASE("semicolons in parentheses do not end a statement on PostgreSQL", "[unit]") {
    CHECK(split_script("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)); "
                       "SELECT 1")
              .size() == 2);
}

TEST_CASE("a table with columns named trigger and begin ends at its semicolon", "[unit]") {
    const std::string_view sql = "CREATE TABLE t (trigger int, begin int); CREATE TABLE u (x int); SELECT 1";
    CHECK(split_script(sql).size() == 3);
    CHECK(split_sqlite(sql).size() == 3);
    CHECK(split_script("CREATE TABLE a (function int, begin int, atomic int); SELECT 1").size() == 2);
    CHECK(split_script("CREATE TRIGGER t BEFORE INSERT ON u EXECUTE FUNCTION f(); SELECT 1").size() == 2);
}

TEST_CASE("a byte order mark at the start of a script is not part of a statement", "[unit]") {
    CHECK(split_script("\xEF\xBB\xBFSELECT 1") == Statements{"SELECT 1"});
    CHECK(split_sqlite("\xEF\xBB\xBF-- x\nSELECT 1") == Statements{"-- x\nSELECT 1"});
    CHECK(split_script("\xEF\xBB\xBF").empty());
    CHECK(azoth::first_word("/* a /* b */ */ begin", ScriptSyntax::postgresql) == "BEGIN");
    CHECK(azoth::first_word("/* a /* b */ begin", ScriptSyntax::sqlite) == "BEGIN");
}

TEST_CASE("SQLite's brackets and backticks may contain semicolons and quotes, and its comments do not nest", "[unit]") {
    CHECK(split_sqlite("CREATE TABLE [a;b'] (`x;'` int, \"y;'\" int); SELECT 1").size() == 2);
    CHECK(split_sqlite("SELECT `a``;b`; SELECT 1").size() == 2);
    CHECK(split_sqlite("CREATE TABLE a(x); /* about /* this */ CREATE TABLE b(x);").size() == 2);
    CHECK(split_sqlite("SELECT '\\'; SELECT $$; SELECT 2").size() == 3);
    CHECK(split_sqlite("CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2").size() == 2);
    CHECK(split_sqlite("CREATE VIEW v AS SELECT CASE WHEN 1 THEN 2 END; SELECT 2").size() == 2);
}

TEST_CASE("standard_conforming_strings decides the meaning of a backslash in a string", "[unit]") {
    CHECK(split_script("SELECT '\\'; SELECT 2").size() == 2);
    CHECK(split_script("SET standard_conforming_strings = off; SELECT '\\';'; SELECT 2").size() == 3);
    CHECK(split_script("SELECT e'\\';'; SELECT 2").size() == 2);
    CHECK(split_script("SELECT U&'\\'; SELECT 2").size() == 2);
}
