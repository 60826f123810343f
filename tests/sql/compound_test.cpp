#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>

using namespace shop;
namespace func = az::func;

namespace {

const auto one = select(users.id).where(users.id < 3);
const auto two = select(orders.user_id).where(orders.total > 5.0);

}  // namespace

TEST_CASE("each set operation", "[unit]") {
    const std::string left = "SELECT users.id FROM users WHERE users.id < $1 ";
    const std::string right = " SELECT orders.user_id FROM orders WHERE orders.total > $2";
    CHECK(pg(union_(one, two)) == left + "UNION" + right);
    CHECK(pg(union_all(one, two)) == left + "UNION ALL" + right);
    CHECK(pg(intersect(one, two)) == left + "INTERSECT" + right);
    CHECK(pg(intersect_all(one, two)) == left + "INTERSECT ALL" + right);
    CHECK(pg(except_(one, two)) == left + "EXCEPT" + right);
    CHECK(pg(except_all(one, two)) == left + "EXCEPT ALL" + right);
    CHECK(pg(one.union_all(two)) == pg(union_all(one, two)));
    CHECK_THROWS_WITH(lite(except_all(one, two)), ContainsSubstring("EXCEPT ALL") && ContainsSubstring("sqlite"));
}

TEST_CASE("a set's column can be NULL if it can be in one of the members", "[unit]") {
    const auto statement = union_(select(users.id), select(users.age));
    CHECK(std::is_same_v<decltype(statement)::rows, az::RowTypes<std::optional<std::int32_t>>>);
}

TEST_CASE("a set has its own order and limit", "[unit]") {
    CHECK(pg(union_(one, two).order_by(users.id.desc()).limit(2).offset(1)) ==
          "SELECT users.id FROM users WHERE users.id < $1 UNION SELECT orders.user_id FROM orders WHERE orders.total > "
          "$2 ORDER BY id DESC LIMIT $3 OFFSET $4");
    CHECK(pg(union_(one, two).order_by("id").fetch(2, az::with_ties)) ==
          "SELECT users.id FROM users WHERE users.id < $1 UNION SELECT orders.user_id FROM orders WHERE orders.total > "
          "$2 ORDER BY id FETCH FIRST ($3) ROWS WITH TIES");
}

TEST_CASE("members with an order or a limit are in parentheses", "[unit]") {
    const auto statement = union_all(one.order_by(users.id).limit(1), two);
    CHECK(pg(statement) ==
          "(SELECT users.id FROM users WHERE users.id < $1 ORDER BY users.id LIMIT $2) UNION ALL SELECT "
          "orders.user_id FROM orders WHERE orders.total > $3");
    CHECK(lite(statement) ==
          "SELECT * FROM (SELECT users.id FROM users WHERE users.id < ? ORDER BY users.id LIMIT ? OFFSET ?) UNION ALL "
          "SELECT orders.user_id FROM orders WHERE orders.total > ?");
}

TEST_CASE("nested sets are in parentheses", "[unit]") {
    CHECK(
        pg(except_(one, union_(two, select(addresses.user_id)))) ==
        "SELECT users.id FROM users WHERE users.id < $1 EXCEPT (SELECT orders.user_id FROM orders WHERE orders.total > "
        "$2 UNION SELECT addresses.user_id FROM addresses)");
}

TEST_CASE("a set can be in FROM, on the right of IN and in a CTE", "[unit]") {
    const auto both = union_(one, two);
    const auto sub = both.subquery("joint");
    CHECK(pg(select(func::count(sub[users.id]))) ==
          "SELECT count(joint.id) AS count_1 FROM (SELECT users.id AS id FROM users WHERE users.id < $1 UNION SELECT "
          "orders.user_id AS user_id FROM orders WHERE orders.total > $2) AS joint");
    CHECK(pg(select(users.name).where(users.id.in_(both))) ==
          "SELECT users.name FROM users WHERE users.id IN (SELECT users.id FROM users WHERE users.id < $1 UNION SELECT "
          "orders.user_id FROM orders WHERE orders.total > $2)");
    const auto cte = both.cte("joint");
    CHECK(pg(select(cte[users.id])) ==
          "WITH joint AS (SELECT users.id AS id FROM users WHERE users.id < $1 UNION SELECT orders.user_id AS user_id "
          "FROM "
          "orders WHERE orders.total > $2) SELECT joint.id FROM joint");
}

TEST_CASE("members of different widths, known only at run time, are an error", "[unit]") {
    const std::vector<az::Expr<az::Value>> columns{users["id"], users["name"]};
    CHECK_THROWS_WITH(pg(union_(select(columns), two)), ContainsSubstring("2 and 1 columns"));
}
