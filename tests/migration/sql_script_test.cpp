#include "migration/sql_script.hpp"

#include "catch.hpp"

#include <string>
#include <vector>

using azoth::split_script;
using Statements = std::vector<std::string>;

TEST_CASE("a script is cut at its semicolons", "[unit]") {
    CHECK(split_script("CREATE TABLE a (x int);\n\nDROP TABLE b ;") ==
          Statements{"CREATE TABLE a (x int)", "DROP TABLE b"});
    CHECK(split_script("SELECT 1") == Statements{"SELECT 1"});
    CHECK(split_script(" ;; \n").empty());
}

TEST_CASE("semicolons in strings, identifiers, comments and dollar quotes end nothing", "[unit]") {
    CHECK(split_script("INSERT INTO t VALUES ('a;''b', E'\\';')").size() == 1);
    CHECK(split_script("CREATE TABLE \"a;b\" (x int)").size() == 1);
    CHECK(split_script("SELECT 1 -- not; here\n + 1").size() == 1);
    CHECK(split_script("SELECT 1 /* nor; /* here; */ */ + 1").size() == 1);
    CHECK(
        split_script("CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END $body$ LANGUAGE plpgsql; SELECT 2")
            .size() == 2);
}

TEST_CASE("comments alone are no statement", "[unit]") {
    CHECK(split_script("-- first the table\nCREATE TABLE a (x int); -- done\n/* really */") ==
          Statements{"-- first the table\nCREATE TABLE a (x int)"});
}

TEST_CASE("the body of a trigger is part of its statement", "[unit]") {
    const Statements statements = split_script(
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

TEST_CASE("a column that is called trigger or begin opens nothing", "[unit]") {
    CHECK(split_script("CREATE TABLE t (begin int, x int); SELECT 1").size() == 2);
    CHECK(split_script("SELECT begin FROM trigger; SELECT 1").size() == 2);
}
