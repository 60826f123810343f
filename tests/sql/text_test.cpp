#include "catch.hpp"
#include "sql/shop.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/text.hpp>

#include <string>
#include <vector>

using namespace shop;
using azoth::text;

namespace {

std::vector<std::string> parameters(std::string_view sql) { return az::cut_text(sql).names; }

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a word after a colon is a parameter", "[unit]") {
    CHECK(parameters("SELECT :a, x=:b_1 AND y IN(:größe)") == Names{"a", "b_1", "größe"});
    CHECK(parameters("SELECT :a::int, :b ::text") == Names{"a", "b"});
}

TEST_CASE("casts, slices and assignments are not parameters", "[unit]") {
    CHECK(parameters("SELECT x::int, a[1:2], a[lo:hi], f(y := 3), b[x :n]") == Names{"n"});
}

TEST_CASE("strings, quoted identifiers and comments contain no parameters", "[unit]") {
    CHECK(parameters("SELECT ':a', 'it''s :b', E'\\':c', U&'\\0041:d', \":e\", \"a\"\":f\" , :yes") == Names{"yes"});
    CHECK(parameters("SELECT 1 -- :a\n, :yes") == Names{"yes"});
    CHECK(parameters("SELECT /* :a /* :b */ :c */ :yes") == Names{"yes"});
    CHECK(parameters("SELECT $$ :a $$, $t$ :b $$ :c $t$, :yes") == Names{"yes"});
}

TEST_CASE("a string without escapes ends at its quote", "[unit]") {
    CHECK(parameters("SELECT 'a\\', :yes") == Names{"yes"});
    CHECK(parameters("SELECT some'\\', :yes") == Names{"yes"});
}

TEST_CASE("a dollar inside a word does not begin a string", "[unit]") {
    CHECK(parameters("SELECT a$b$ , :yes, c$b$") == Names{"yes"});
}

TEST_CASE("an unclosed quote or comment extends to the end", "[unit]") {
    CHECK(parameters("SELECT ':a").empty());
    CHECK(parameters("SELECT /* :a").empty());
    CHECK(parameters("SELECT \":a").empty());
    CHECK(parameters("SELECT $x$ :a").empty());
    CHECK(parameters("SELECT :").empty());
    CHECK(parameters("").empty());
}

TEST_CASE("operators of JSON are unchanged", "[unit]") {
    const auto statement =
        text("SELECT a ? 'x', b ?| c, d ?& e, f @? '$.a', g#>>'{a}' FROM t WHERE h = :h").bind("h", 1);
    CHECK(pg(statement) == "SELECT a ? 'x', b ?| c, d ?& e, f @? '$.a', g#>>'{a}' FROM t WHERE h = $1");
}

TEST_CASE("a backslash escapes a colon", "[unit]") {
    const auto statement = text(R"(SELECT '12\:30'::text AS a, (ARRAY[1,2,3])[2\:3] AS b, :v AS c)").bind("v", "z");
    CHECK(pg(statement) == "SELECT '12:30'::text AS a, (ARRAY[1,2,3])[2:3] AS b, $1 AS c");
}

TEST_CASE("one name is one parameter", "[unit]") {
    const auto statement = text("SELECT id FROM orders WHERE total > :x OR (total * 2 > :x AND status = :s)")
                               .bind("x", 400)
                               .bind("s", "paid");
    const az::Compiled on_pg = on_postgresql(statement);
    CHECK(on_pg.text->sql == "SELECT id FROM orders WHERE total > $1 OR (total * 2 > $1 AND status = $2)");
    REQUIRE(on_pg.binds.size() == 2);
    CHECK(on_pg.text->parameter_types[0].kind() == az::TypeKind::integer);
    const az::Compiled on_lite = on_sqlite(statement);
    CHECK(on_lite.text->sql == "SELECT id FROM orders WHERE total > ? OR (total * 2 > ? AND status = ?)");
    CHECK(on_lite.binds.size() == 3);
}

TEST_CASE("a list of values is expanded after IN", "[unit]") {
    const std::vector<std::string> names{"ada", "lena", "x"};
    const auto statement = text("SELECT id FROM users WHERE name IN :names").bind("names", az::expanding(names));
    CHECK(pg(statement) == "SELECT id FROM users WHERE name IN ($1, $2, $3)");
}

TEST_CASE("a parameter without a value is an error only when it is executed", "[unit]") {
    const auto statement = text("SELECT :a");
    CHECK(pg(statement) == "SELECT $1");
    CHECK_THROWS_WITH(az::prepare(statement, az::postgresql::dialect()), "A value is required for bind parameter 'a'");
    const std::vector<az::NamedValue> values{az::named("a", std::int64_t{5})};
    const az::Prepared prepared = az::prepare(statement, az::postgresql::dialect(), {}, values);
    CHECK(prepared.compiled->text->parameter_types[0].kind() == az::TypeKind::big_integer);
    CHECK_THROWS_WITH(statement.bind("b", 1), "the text has no parameter \":b\"");
}

TEST_CASE("binding a value again replaces it", "[unit]") {
    CHECK(on_postgresql(text("SELECT :a").bind("a", 1).bind("a", 2)).binds[0]->value.as<int>() == 2);
}

TEST_CASE("a text can declare its columns", "[unit]") {
    const auto by_place = text("SELECT 1, 'a'").columns<std::int64_t, std::string>();
    STATIC_REQUIRE(std::is_same_v<decltype(by_place)::rows, az::RowTypes<std::int64_t, std::string>>);
    const auto by_column = text("SELECT id, age FROM users").columns(users.id, users.age);
    STATIC_REQUIRE(std::is_same_v<decltype(by_column)::rows, az::RowTypes<std::int32_t, std::optional<std::int32_t>>>);
    CHECK(on_postgresql(by_column).columns[1] == users.age.node().get());
}

TEST_CASE("a text can be a condition, an order and an expression", "[unit]") {
    const auto statement = select(orders.id, text("1 + 1").as<int>().label("two"))
                               .where(text("total > :least").bind("least", 900), orders.user_id == 9)
                               .order_by(text("total DESC"));
    CHECK(pg(statement) ==
          "SELECT orders.id, 1 + 1 AS two FROM orders WHERE total > $1 AND orders.user_id = $2 ORDER BY total DESC");
}

TEST_CASE("a text with columns can be selected from", "[unit]") {
    const auto mine = text("SELECT id, total FROM orders WHERE user_id = :u")
                          .columns(orders.id, orders.total)
                          .bind("u", 5)
                          .subquery("mine");
    CHECK(pg(select(mine[orders.id]).where(mine[orders.total] > 50.0)) ==
          "SELECT mine.id FROM (SELECT id, total FROM orders WHERE user_id = $1) AS mine WHERE mine.total > $2");
    const auto named = text("SELECT 1, 'a'").columns<int, std::string>("n", "s").cte("named");
    CHECK(pg(select(named.column<0>(), named.column<std::string>("s"))) ==
          "WITH named AS (SELECT 1, 'a') SELECT named.n, named.s FROM named");
}

TEST_CASE("columns by position give their types to the session", "[unit]") {
    const az::Compiled compiled = on_sqlite(az::text("SELECT 1, 2.5").columns<std::int64_t, az::Decimal>());
    REQUIRE(compiled.text->columns.size() == 2);
    CHECK(compiled.text->columns[0].type.kind() == az::TypeKind::big_integer);
    CHECK(compiled.text->columns[1].type.kind() == az::TypeKind::numeric);
}
