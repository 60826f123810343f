#include "sql/pinned.hpp"

#include "catch.hpp"

using azoth::pinned;

TEST_CASE("operators and cast types in azoth's own SQL are those of pg_catalog", "[unit]") {
    CHECK(pinned("SELECT a.oid::text, b::\"char\" FROM t WHERE a = 1 AND b !~ 'x' AND c ->> 'k' <> 'v'") ==
          "SELECT a.oid::pg_catalog.text, b::pg_catalog.\"char\" FROM t WHERE a OPERATOR(pg_catalog.=) 1 AND b "
          "OPERATOR(pg_catalog.!~) 'x' AND c OPERATOR(pg_catalog.->>) 'k' OPERATOR(pg_catalog.<>) 'v'");
    CHECK(pinned("x = ANY (ARRAY['a'])") == "x OPERATOR(pg_catalog.=) ANY (ARRAY['a'])");
    CHECK(pinned("count(*) >= $1") == "count(*) OPERATOR(pg_catalog.>=) $1");
}

TEST_CASE("pinned SQL keeps quoted text and qualified names", "[unit]") {
    for (const char* const same : {"SELECT '=::text'", "SELECT E'\\'=' AS \"a=b\"", "SELECT 'a'::pg_catalog.regclass",
                                   "SELECT v.* FROM views v", ""}) {
        CHECK(pinned(same) == same);
    }
}
