#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/sql/delete.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/update.hpp>

#include <cstdint>
#include <string>
#include <type_traits>

using namespace shop;
namespace func = az::func;

TEST_CASE("a CTE is a table whose columns are typed", "[unit]") {
    const auto busy = select(orders.user_id, func::count().label("n")).group_by(orders.user_id).cte("busy");
    const auto statement = select(users.name, busy[orders.user_id]).join(busy);
    CHECK(std::is_same_v<decltype(statement)::rows, az::RowTypes<std::string, std::int32_t>>);
    CHECK(pg(statement) ==
          "WITH busy AS (SELECT orders.user_id AS user_id, count(*) AS n FROM orders GROUP BY orders.user_id) SELECT "
          "users.name, busy.user_id FROM users JOIN busy ON users.id = busy.user_id");
}

TEST_CASE("a CTE that is used twice is written once", "[unit]") {
    const auto busy = select(orders.user_id).where(orders.total > 1.0).cte("busy");
    const auto a = busy.alias("a");
    CHECK(pg(select(busy[orders.user_id], a[orders.user_id]).where(busy[orders.user_id] < a[orders.user_id])) ==
          "WITH busy AS (SELECT orders.user_id AS user_id FROM orders WHERE orders.total > $1) SELECT busy.user_id, "
          "a.user_id AS user_id_1 FROM busy, busy AS a WHERE busy.user_id < a.user_id");
}

TEST_CASE("a CTE follows the CTEs that it uses", "[unit]") {
    const auto first = select(users.id).cte("first");
    const auto second = select(first[users.id]).where(first[users.id] > 1).cte("second");
    const auto user = first[users.id];
    CHECK(
        pg(select(second[user], first[users.id]).where(second[user] == first[users.id])) ==
        "WITH first AS (SELECT users.id AS id FROM users), second AS (SELECT first.id AS id FROM first WHERE first.id "
        "> $1) SELECT second.id, first.id AS id_1 FROM second, first WHERE second.id = first.id");
}

TEST_CASE("two CTEs with the same name are an error", "[unit]") {
    const auto one = select(users.id).cte("c");
    const auto two = select(orders.id).cte("c");
    CHECK_THROWS_AS(pg(select(one[users.id], two[orders.id])), az::CompileError);
}

TEST_CASE("a recursive CTE names its columns", "[unit]") {
    auto tree = select(categories.id, categories.name).where(categories.parent_id.is_null()).cte("tree", az::recursive);
    const auto child = categories.alias("child");
    tree = tree.union_all(select(child.id, child.name).where(child.parent_id == tree[categories.id]));
    CHECK(pg(select(tree[categories.name])) ==
          "WITH RECURSIVE tree(id, name) AS (SELECT categories.id AS id, categories.name AS name FROM categories WHERE "
          "categories.parent_id IS NULL UNION ALL SELECT child.id AS id, child.name AS name FROM categories AS child, "
          "tree WHERE child.parent_id = tree.id) SELECT tree.name FROM tree");
}

TEST_CASE("a recursive CTE may have more than two parts", "[unit]") {
    auto known = select(orders.user_id).cte("known", az::recursive);
    known = known.union_(select(addresses.user_id),
                         select(users.id).join_from(users, known, users.age == known[orders.user_id]));
    CHECK(
        pg(select(known[orders.user_id])) ==
        "WITH RECURSIVE known(user_id) AS (SELECT orders.user_id AS user_id FROM orders UNION SELECT addresses.user_id "
        "AS user_id FROM addresses UNION SELECT users.id AS id FROM users JOIN known ON users.age = known.user_id) "
        "SELECT known.user_id FROM known");
}

TEST_CASE("a nesting CTE is in the WITH of the statement that uses it", "[unit]") {
    const auto inner = select(orders.user_id).cte("inner_part", az::nesting);
    const auto sub = select(inner[orders.user_id]).subquery("s");
    CHECK(pg(select(sub[inner[orders.user_id]])) ==
          "SELECT s.user_id FROM (WITH inner_part AS (SELECT orders.user_id AS user_id FROM orders) SELECT "
          "inner_part.user_id AS user_id FROM inner_part) AS s");
    const auto plain = select(orders.user_id).cte("part");
    const auto other = select(plain[orders.user_id]).subquery("s");
    CHECK(pg(select(other[plain[orders.user_id]])) ==
          "WITH part AS (SELECT orders.user_id AS user_id FROM orders) SELECT s.user_id FROM (SELECT part.user_id AS "
          "user_id FROM part) AS s");
}

TEST_CASE("a CTE can be MATERIALIZED or NOT", "[unit]") {
    const auto part = select(users.id).cte("part");
    CHECK(pg(select(part.materialized()[users.id])) ==
          "WITH part AS MATERIALIZED (SELECT users.id AS id FROM users) SELECT part.id FROM part");
    CHECK(lite(select(part.not_materialized()[users.id])) ==
          "WITH part AS NOT MATERIALIZED (SELECT users.id AS id FROM users) SELECT part.id FROM part");
}

TEST_CASE("rows that a statement in WITH returns can be selected", "[unit]") {
    const auto gone = delete_from(orders).where(orders.total < 1.0).returning(orders.id, orders.user_id).cte("gone");
    CHECK(pg(select(users.name, gone[orders.id]).join_from(users, gone)) ==
          "WITH gone AS (DELETE FROM orders WHERE orders.total < $1 RETURNING orders.id, orders.user_id) SELECT "
          "users.name, gone.id FROM users JOIN gone ON users.id = gone.user_id");
    const auto paid = update(orders).values(orders.status = "paid").returning(orders.id).cte("paid");
    CHECK_THROWS_WITH(lite(select(paid[orders.id])), ContainsSubstring("CTE") && ContainsSubstring("sqlite"));
}

TEST_CASE("the values of a CTE precede those of the statement", "[unit]") {
    const auto part = select(users.id).where(users.name == "first").cte("part");
    const auto statement = select(az::literal("second").label("x"), part[users.id]).where(part[users.id] > 3);
    const az::Compiled compiled = on_sqlite(statement);
    REQUIRE(compiled.binds.size() == 3);
    CHECK(compiled.binds[0]->value.as<std::string>() == "first");
    CHECK(compiled.binds[1]->value.as<std::string>() == "second");
}
