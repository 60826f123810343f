#include "sql/mask_literals.hpp"

#include "catch.hpp"

#include <string>
#include <string_view>

namespace {

using namespace azoth;

std::string masked(std::string_view sql, Quoting quoting = Quoting::postgresql) {
    return mask_literals(sql, quoting).sql;
}

TEST_CASE("each literal of a statement is masked, and nothing else", "[unit]") {
    CHECK(masked("SELECT a1, $1, \"b 2\" FROM t2 WHERE c = 'it''s' AND d > 1.5e-3") ==
          "SELECT a1, $1, \"b 2\" FROM t2 WHERE c = ? AND d > ?");
    CHECK(masked("SELECT E'a\\'b', B'01', 0x1F, .5, 1_000, -7") == "SELECT E?, B?, ?, ?, ?, -?");
    CHECK(masked("DO $x$ secret ' $x$; SELECT $$it's$$") == "DO ?; SELECT ?");
    CHECK(masked("SELECT 1 -- secret\nFROM t /* 'secret' */") == "SELECT ? --?\nFROM t /*?*/");
    CHECK(masked("SELECT 'never closed") == "SELECT ?");
    CHECK(masked("SELECT 1e") == "SELECT ?");
    CHECK(masked("").empty());
}

TEST_CASE("SQLite's placeholders and names are not literals", "[unit]") {
    CHECK(masked("SELECT [it's 1], `b'2` FROM t WHERE a = ?1 AND b = 'x' AND c = $d", Quoting::sqlite) ==
          "SELECT [it's 1], `b'2` FROM t WHERE a = ?1 AND b = ? AND c = $d");
    CHECK(masked("SELECT 'a\\' FROM t", Quoting::sqlite) == "SELECT ? FROM t");
}

TEST_CASE("a position is translated to its place in the masked statement", "[unit]") {
    const std::string_view sql = "SELECT 'h\xc3\xb6lle', nowhere";
    const MaskedText text = mask_literals(sql, Quoting::postgresql, 17);
    CHECK(sql.substr(17).starts_with("nowhere"));  // a character has two bytes
    CHECK(text.sql == "SELECT ?, nowhere");
    CHECK(text.position == 11);
    CHECK(mask_literals(sql, Quoting::postgresql, 0).position == 0);
    CHECK(mask_literals("SELECT 1 +", Quoting::postgresql, 11).position == 11);
    CHECK(mask_literals("SELECT 123 +", Quoting::postgresql, 9).position == 9);
}

}  // namespace
