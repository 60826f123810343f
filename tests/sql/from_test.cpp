#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/table_function.hpp>
#include <azoth/sql/values.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

using namespace shop;
namespace func = az::func;

namespace {

struct Flights {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> origin{"origin", az::ForeignKey("airports.code")};
    az::Column<std::string> target{"target", az::ForeignKey("airports.code")};
};
struct Airports {
    az::Column<std::string> code{"code", az::primary_key};
};
struct Parents {
    az::Column<std::int32_t> a{"a", az::primary_key};
    az::Column<std::int32_t> b{"b", az::primary_key};
};
struct Children {
    az::Column<std::int32_t> a{"a"};
    az::Column<std::int32_t> b{"b"};
};

az::MetaData travel;
const az::Table<Airports> airports{"airports", travel};
const az::Table<Flights> flights{"flights", travel};
const az::Table<Parents> parents{"parents", travel};
const az::Table<Children> children{"children", travel,
                                   az::ForeignKeyConstraint({"a", "b"}, {"parents.a", "parents.b"})};

std::vector<std::string> warnings(const az::Statement& statement) { return on_postgresql(statement).warnings; }

}  // namespace

TEST_CASE("FROM has the tables that columns and conditions need", "[unit]") {
    CHECK(pg(select(func::count()).where(users.id == 1)) ==
          "SELECT count(*) AS count_1 FROM users WHERE users.id = $1");
    CHECK(pg(select(orders.id).select_from(users).where(users.id == orders.user_id)) ==
          "SELECT orders.id FROM users, orders WHERE users.id = orders.user_id");
    CHECK(pg(select(az::literal_column<int>("1"))) == "SELECT 1");
    CHECK(pg(select(users.id, orders.id)
                 .where(users.id == orders.user_id)
                 .maintain_column_froms()
                 .with_only_columns(func::count())) ==
          "SELECT count(*) AS count_1 FROM users, orders WHERE users.id = orders.user_id");
}

TEST_CASE("each kind of join", "[unit]") {
    const auto from = select(users.id);
    const std::string on = " orders ON users.id = orders.user_id";
    CHECK(pg(from.join(orders)) == "SELECT users.id FROM users JOIN" + on);
    CHECK(pg(from.outer_join(orders)) == "SELECT users.id FROM users LEFT OUTER JOIN" + on);
    CHECK(pg(from.right_join(orders)) == "SELECT users.id FROM users RIGHT OUTER JOIN" + on);
    CHECK(pg(from.full_join(orders)) == "SELECT users.id FROM users FULL OUTER JOIN" + on);
    CHECK(pg(from.cross_join(orders)) == "SELECT users.id FROM users CROSS JOIN orders");
    CHECK(pg(from.outer_join_from(users, orders)) == "SELECT users.id FROM users LEFT OUTER JOIN" + on);
    CHECK(pg(from.full_join_from(users, orders)) == "SELECT users.id FROM users FULL OUTER JOIN" + on);
    CHECK(pg(select(users.id).select_from(users.right_join(orders))) ==
          "SELECT users.id FROM users RIGHT OUTER JOIN" + on);
    CHECK(pg(select(users.id).select_from(users.cross_join(orders))) == "SELECT users.id FROM users CROSS JOIN orders");
}

TEST_CASE("the columns of an outer join's optional side can be NULL", "[unit]") {
    const auto joined = select(users.outer_join(addresses));
    CHECK(std::is_same_v<
          decltype(joined)::rows,
          az::RowTypes<std::int32_t, std::string, std::optional<std::string>, std::optional<std::int32_t>, bool,
                       std::optional<std::int32_t>, std::optional<std::int32_t>, std::optional<std::string>,
                       std::optional<std::string>, std::optional<std::string>>>);
    const auto some = select(users.name, nullable(orders)[orders.total], nullable(orders.id)).outer_join(orders);
    CHECK(std::is_same_v<decltype(some)::rows,
                         az::RowTypes<std::string, std::optional<double>, std::optional<std::int32_t>>>);
}

TEST_CASE("a join can be selected from", "[unit]") {
    const auto all = select(orders.join(order_items));
    CHECK(
        pg(all) ==
        "SELECT orders.id, orders.user_id, orders.status, orders.total, order_items.order_id, order_items.product_id, "
        "order_items.quantity FROM orders JOIN order_items ON orders.id = order_items.order_id");
    CHECK(pg(all.with_only_columns(orders.id)) == "SELECT orders.id FROM orders");
    CHECK(pg(all.join(users))
              .ends_with(" FROM orders JOIN order_items ON orders.id = order_items.order_id JOIN users ON "
                         "users.id = orders.user_id"));
}

TEST_CASE("a join on the right is in parentheses", "[unit]") {
    CHECK(pg(select(users.id).select_from(users.outer_join(orders.join(order_items)))) ==
          "SELECT users.id FROM users LEFT OUTER JOIN (orders JOIN order_items ON orders.id = order_items.order_id) ON "
          "users.id = orders.user_id");
}

TEST_CASE("foreign keys are found through aliases, subqueries and joins", "[unit]") {
    const auto u = users.alias("u");
    const auto o = orders.alias("o");
    CHECK(pg(select(u.id).join_from(u, o)) == "SELECT u.id FROM users AS u JOIN orders AS o ON u.id = o.user_id");
    const auto busy = select(orders.user_id).where(orders.total > 1.0).subquery("busy");
    CHECK(pg(select(users.id).join(busy)) ==
          "SELECT users.id FROM users JOIN (SELECT orders.user_id AS user_id FROM orders WHERE orders.total > $1) AS "
          "busy "
          "ON users.id = busy.user_id");
    CHECK(pg(select(users.id).join(orders).join(order_items)) ==
          "SELECT users.id FROM users JOIN orders ON users.id = orders.user_id JOIN order_items ON orders.id = "
          "order_items.order_id");
    CHECK(pg(select(parents.a).join(children)) ==
          "SELECT parents.a FROM parents JOIN children ON parents.a = children.a AND parents.b = children.b");
}

TEST_CASE("a join without a foreign key needs a condition", "[unit]") {
    CHECK_THROWS_AS(users.join(categories), az::NoForeignKeysError);
    CHECK_THROWS_WITH(pg(select(users.id).join(categories)),
                      ContainsSubstring("users") && ContainsSubstring("categories"));
    CHECK_THROWS_AS(pg(select(users.id).join(categories)), az::NoForeignKeysError);
    CHECK_NOTHROW(pg(select(users.id).join(categories, users.id == categories.id)));
}

TEST_CASE("a join with several foreign keys needs a condition", "[unit]") {
    CHECK_THROWS_AS(airports.join(flights), az::AmbiguousForeignKeysError);
    CHECK_THROWS_AS(pg(select(airports.code).join(flights)), az::AmbiguousForeignKeysError);
    CHECK_THROWS_WITH(pg(select(airports.code).join(flights)),
                      ContainsSubstring("airports") && ContainsSubstring("flights"));
    CHECK(pg(select(airports.code).join(flights, flights.origin == airports.code)) ==
          "SELECT airports.code FROM airports JOIN flights ON flights.origin = airports.code");
}

TEST_CASE("an ambiguous left side of a join is an error", "[unit]") {
    CHECK_THROWS_AS(pg(select(orders.id, addresses.id).join(users)), az::InvalidRequestError);
    CHECK(pg(select(orders.id, addresses.id).join_from(orders, users).where(addresses.user_id == users.id)) ==
          "SELECT orders.id, addresses.id AS id_1 FROM orders JOIN users ON users.id = orders.user_id, addresses WHERE "
          "addresses.user_id = users.id");
    CHECK_THROWS_AS(pg(select(az::literal_column<int>("1")).join(users)), az::InvalidRequestError);
}

TEST_CASE("unnamed aliases are numbered in the order of their use", "[unit]") {
    const auto one = users.alias();
    const auto two = users.alias();
    CHECK(
        pg(select(two.id, one.id).where(one.id < two.id)) ==
        "SELECT users_1.id, users_2.id AS id_1 FROM users AS users_1, users AS users_2 WHERE users_2.id < users_1.id");
    const auto same = one.name;
    CHECK(pg(select(same, one[users.age])) == "SELECT users_1.name, users_1.age FROM users AS users_1");
}

TEST_CASE("a subquery is a table whose columns are typed", "[unit]") {
    const auto spent = func::sum(orders.total).label("spent");
    const auto totals = select(orders.user_id, spent).group_by(orders.user_id).subquery("totals");
    const auto statement = select(totals[orders.user_id], totals[spent]).where(totals[spent] > 5.0);
    CHECK(std::is_same_v<decltype(statement)::rows, az::RowTypes<std::int32_t, std::optional<double>>>);
    CHECK(pg(statement) ==
          "SELECT totals.user_id, totals.spent FROM (SELECT orders.user_id AS user_id, sum(orders.total) AS spent FROM "
          "orders GROUP BY orders.user_id) AS totals WHERE totals.spent > $1");
    CHECK(totals.column<double>("spent").node() == totals[spent].node());
    CHECK(totals["user_id"].node() == totals.column<0>().node());
    CHECK_THROWS_AS(totals[orders.status], az::NoSuchColumnError);
    const auto twice = totals.alias("twice");
    CHECK(pg(select(twice[spent])) ==
          "SELECT twice.spent FROM (SELECT orders.user_id AS user_id, sum(orders.total) AS spent FROM orders GROUP BY "
          "orders.user_id) AS twice");
}

TEST_CASE("a made-up name is the same in the enclosing statement", "[unit]") {
    const auto shout = func::upper(users.name);
    const auto inner = select(shout, users.id + 1).subquery("u");
    CHECK(
        pg(select(inner)) ==
        "SELECT u.upper_1, u.anon_1 FROM (SELECT upper(users.name) AS upper_1, users.id + $1 AS anon_1 FROM users) AS "
        "u");
    CHECK(on_postgresql(select(inner)).text->columns[0].name == "upper_1");
    const auto outer = select(inner).subquery("o");
    CHECK(pg(select(outer.column<0>())) ==
          "SELECT o.upper_1 FROM (SELECT u.upper_1 AS upper_1, u.anon_1 AS anon_1 FROM (SELECT upper(users.name) AS "
          "upper_1, users.id + $1 AS anon_1 FROM users) AS u) AS o");
}

TEST_CASE("a lateral subquery sees the clauses before it", "[unit]") {
    const auto last = select(orders.total).where(orders.user_id == users.id).order_by(orders.id.desc()).limit(1);
    const std::string expected =
        "SELECT users.name, last.total FROM users JOIN LATERAL (SELECT orders.total AS total FROM orders WHERE "
        "orders.user_id = users.id ORDER BY orders.id DESC LIMIT $1) AS last ON true";
    const auto one = last.lateral("last");
    CHECK(pg(select(users.name, one[orders.total]).join(one, az::true_())) == expected);
    const auto other = last.subquery("last").lateral();
    CHECK(pg(select(users.name, other[orders.total]).join(other, az::true_())) == expected);
    CHECK(warnings(select(users.name, one[orders.total])).empty());
    CHECK_THROWS_WITH(lite(select(users.name, one[orders.total]).join(one, az::true_())),
                      ContainsSubstring("LATERAL") && ContainsSubstring("sqlite"));
}

TEST_CASE("a scalar subquery takes its tables from the enclosing statement", "[unit]") {
    const auto count = select(func::count(orders.id)).where(orders.user_id == users.id);
    CHECK(pg(select(users.id, count.scalar_subquery().label("n"))) ==
          "SELECT users.id, (SELECT count(orders.id) AS count_1 FROM orders WHERE orders.user_id = users.id) AS n FROM "
          "users");
    CHECK(
        pg(select(users.id, count.correlate(nullptr).scalar_subquery().label("n"))) ==
        "SELECT users.id, (SELECT count(orders.id) AS count_1 FROM orders, users WHERE orders.user_id = users.id) AS n "
        "FROM users");
    CHECK(pg(select(users.id, orders.id, count.correlate(users).scalar_subquery().label("n"))
                 .where(users.id == orders.user_id)) ==
          "SELECT users.id, orders.id AS id_1, (SELECT count(orders.id) AS count_1 FROM orders WHERE orders.user_id = "
          "users.id) AS n FROM users, orders WHERE users.id = orders.user_id");
    CHECK(pg(select(users.id, orders.id, count.correlate_except(orders).scalar_subquery().label("n"))
                 .where(users.id == orders.user_id)) ==
          "SELECT users.id, orders.id AS id_1, (SELECT count(orders.id) AS count_1 FROM orders WHERE orders.user_id = "
          "users.id) AS n FROM users, orders WHERE users.id = orders.user_id");
    CHECK_THROWS_AS(pg(select(users.id, orders.id).where(users.id == count.scalar_subquery())),
                    az::InvalidRequestError);
}

TEST_CASE("a nested subquery can take tables from both enclosing statements", "[unit]") {
    const auto inner = select(order_items.quantity)
                           .where(order_items.order_id == orders.id, order_items.product_id == users.id)
                           .correlate(orders, users);
    const auto outer = select(orders.id).where(orders.user_id == users.id, inner.exists());
    CHECK(pg(select(users.id).where(outer.exists())) ==
          "SELECT users.id FROM users WHERE EXISTS (SELECT orders.id FROM orders WHERE orders.user_id = users.id AND "
          "(EXISTS (SELECT order_items.quantity FROM order_items WHERE order_items.order_id = orders.id AND "
          "order_items.product_id = users.id)))");
}

TEST_CASE("exists, any and all", "[unit]") {
    const auto returned = az::exists().where(orders.user_id == users.id, orders.status == "returned");
    CHECK(pg(select(users.id).where(!returned)) ==
          "SELECT users.id FROM users WHERE NOT (EXISTS (SELECT * FROM orders WHERE orders.user_id = users.id AND "
          "orders.status = $1))");
    CHECK(pg(select(users.id, orders.id).where(users.id == orders.user_id, returned.correlate_except(orders))) ==
          "SELECT users.id, orders.id AS id_1 FROM users, orders WHERE users.id = orders.user_id AND (EXISTS (SELECT * "
          "FROM orders WHERE orders.user_id = users.id AND orders.status = $1))");
    CHECK(pg(select(users.id, orders.id).where(users.id == orders.user_id, returned.correlate(users))) ==
          pg(select(users.id, orders.id).where(users.id == orders.user_id, returned.correlate_except(orders))));
    CHECK(pg(select(az::exists().select_from(orders))) == "SELECT EXISTS (SELECT * FROM orders) AS anon_1");
    const auto totals = select(orders.total);
    CHECK(pg(select(orders.id).where(orders.total >= az::all_(totals), 5.0 == az::any_(totals))) ==
          "SELECT orders.id FROM orders WHERE orders.total >= ALL (SELECT orders.total FROM orders) AND $1 = ANY "
          "(SELECT orders.total FROM orders)");
}

TEST_CASE("VALUES is a table", "[unit]") {
    const auto id = az::column<std::int32_t>("id");
    const auto label = az::column<std::string>("label");
    const std::vector<std::tuple<int, std::string>> rows{{1, "a"}, {2, "b"}};
    const auto v = values(id, label).name("v").data(rows);
    CHECK(pg(select(v[label]).where(v[id] > 1)) ==
          "SELECT v.label FROM (VALUES ($1, $2), ($3, $4)) AS v (id, label) WHERE v.id > $5");
    CHECK(lite(select(v[label])) ==
          "SELECT v.label FROM (SELECT column1 AS id, column2 AS label FROM (VALUES (?, ?), (?, ?))) AS v");
    CHECK_THROWS_AS(pg(select(values(id)[id])), az::CompileError);
}

TEST_CASE("VALUES can be a CTE", "[unit]") {
    const auto id = az::column<std::int32_t>("id");
    const auto label = az::column<std::string>("label");
    const auto v = values(id, label).row(1, "a").row(2, "b").cte("v");
    const std::string expected = "WITH v(id, label) AS (VALUES ($1, $2), ($3, $4)) SELECT v.label FROM v";
    CHECK(pg(select(v[label])) == expected);
    CHECK(lite(select(v[label])) == "WITH v(id, label) AS (VALUES (?, ?), (?, ?)) SELECT v.label FROM v");
}

TEST_CASE("a function is a table", "[unit]") {
    const auto n = az::column<std::int32_t>("n");
    const auto series = func::generate_series(1, 5).table_valued(n);
    CHECK(pg(select(series.name("n")[n] * 2)) == "SELECT n.n * $1 AS anon_1 FROM generate_series($2, $3) AS n");
    const auto numbered = series.with_ordinality("place").render_derived().name("s");
    CHECK(pg(select(numbered[n], numbered.column<1>())) ==
          "SELECT s.n, s.place FROM generate_series($1, $2) WITH ORDINALITY AS s(n, place)");
    CHECK(pg(select(series.render_derived()[n])) == "SELECT anon_1.n FROM generate_series($1, $2) AS anon_1(n)");
    CHECK(pg(select(func::generate_series(1, 5).column_valued("x"))) == "SELECT x FROM generate_series($1, $2) AS x");
}

TEST_CASE("a function that returns records gets a list of their columns and types", "[unit]") {
    const auto a = az::column<std::int32_t>("a");
    const auto b = az::column<std::string>("b");
    const auto records = func::call("json_to_recordset", "[]").table_valued(a, b).render_derived_with_types().name("t");
    CHECK(pg(select(records[a], records[b])) ==
          "SELECT t.a, t.b FROM json_to_recordset($1) AS t(a INTEGER, b VARCHAR)");
}

TEST_CASE("a function sees the tables before it", "[unit]") {
    const auto n = az::column<std::int32_t>("n");
    const auto upto = func::generate_series(1, order_items.quantity).table_valued(n).name("upto").render_derived();
    CHECK(pg(select(order_items.order_id, upto[n])) ==
          "SELECT order_items.order_id, upto.n FROM order_items, generate_series($1, order_items.quantity) AS upto(n)");
    CHECK(warnings(select(order_items.order_id, upto[n])).empty());
    const auto lateral = upto.lateral();
    CHECK(pg(select(order_items.order_id, lateral[n]).join_from(order_items, lateral, az::true_())) ==
          "SELECT order_items.order_id, upto.n FROM order_items JOIN LATERAL generate_series($1, order_items.quantity) "
          "AS upto(n) ON true");
}

TEST_CASE("TABLESAMPLE selects a part of a table's rows", "[unit]") {
    const auto some = tablesample(orders, func::call("bernoulli", 10), 7, "part");
    CHECK(pg(select(some.id).where(some.total > 1.0)) ==
          "SELECT part.id FROM orders AS part TABLESAMPLE bernoulli($1) REPEATABLE ($2) WHERE part.total > $3");
    const auto nameless = tablesample(orders, 2.5);
    CHECK(pg(select(nameless.id)) == "SELECT orders_1.id FROM orders AS orders_1 TABLESAMPLE system($1)");
    CHECK_THROWS_WITH(lite(select(nameless.id)), ContainsSubstring("TABLESAMPLE") && ContainsSubstring("sqlite"));
}

TEST_CASE("tables that no condition connects cause a warning", "[unit]") {
    const std::vector<std::string> found = warnings(select(users.id, orders.id));
    REQUIRE(found.size() == 1);
    CHECK(found.front() == "a SELECT has a cartesian product: no condition connects \"users\" with \"orders\"");
    CHECK(warnings(select(users.id, orders.id).where(users.id == orders.user_id)).empty());
    CHECK(warnings(select(users.id).join_from(users, orders, az::true_())).empty());
}
