#include "catch.hpp"
#include "expression/shop.hpp"
#include <azoth/error.hpp>

using namespace shop;

TEST_CASE("a C++ value on the left swaps the comparison", "[unit]") {
    CHECK(pg_where(40 < users.age) == "users.age > $1");
    CHECK(pg_where(5 == users.id) == "users.id = $1");
}

TEST_CASE("comparison with NULL is IS NULL", "[unit]") {
    CHECK(pg_where(users.email == nullptr) == "users.email IS NULL");
    CHECK(pg_where(users.email != std::nullopt, users.age.is_not(nullptr)) ==
          "users.email IS NOT NULL AND users.age IS NOT NULL");
    CHECK(pg_where((users.age > 30).is_(nullptr)) == "(users.age > $1) IS NULL");
}

TEST_CASE("IS DISTINCT FROM has a spelling in each dialect", "[unit]") {
    const auto test = employees.bonus.is_distinct_from(az::Decimal("0.00"));
    CHECK(pg_where(test) == "employees.bonus IS DISTINCT FROM $1");
    CHECK(lite_where(test) == "employees.bonus IS NOT ?");
    CHECK(pg_where(!test) == "employees.bonus IS NOT DISTINCT FROM $1");
    CHECK(lite_where(!test) == "employees.bonus IS ?");
}

TEST_CASE("BETWEEN takes values and is negated as a whole", "[unit]") {
    CHECK(pg_where(orders.total.between(50, 100)) == "orders.total BETWEEN $1 AND $2");
    CHECK(pg_where(!orders.total.between(10, 400)) == "orders.total NOT BETWEEN $1 AND $2");
    CHECK(pg_where(orders.total.not_between(10, 400)) == "orders.total NOT BETWEEN $1 AND $2");
    CHECK(pg_where(users.age.between(40, 30, true)) == "users.age BETWEEN SYMMETRIC $1 AND $2");
    CHECK_THROWS_AS(lite_where(users.age.between(40, 30, true)), az::UnsupportedCompilationError);
}

TEST_CASE("a boolean column is a condition only if the database has booleans", "[unit]") {
    CHECK(pg_where(users.is_active, users.age > 45) == "users.is_active AND users.age > $1");
    CHECK(lite_where(users.is_active, users.age > 45) == "users.is_active = 1 AND users.age > ?");
    CHECK(pg_where(!users.is_active) == "NOT users.is_active");
    CHECK(lite_where(!users.is_active) == "users.is_active = 0");
    CHECK(pg_where(!!users.is_active) == "users.is_active");
}

TEST_CASE("true and false are written as literals", "[unit]") {
    CHECK(pg_where(users.is_active == false || (users.is_active == true && users.age > 60)) ==
          "users.is_active = false OR users.is_active = true AND users.age > $1");
    CHECK(lite_where(users.is_active == false || (users.is_active == true && users.age > 60)) ==
          "users.is_active = 0 OR users.is_active = 1 AND users.age > ?");
    CHECK(pg_where(users.is_active.is_(true), users.is_active.is_not(false)) ==
          "users.is_active IS true AND users.is_active IS NOT false");
    CHECK(lite_where(users.is_active.is_(true)) == "users.is_active IS 1");
}

TEST_CASE("a nested comparison is in parentheses", "[unit]") {
    CHECK(pg_where(users.is_active == (users.age > 30)) == "users.is_active = (users.age > $1)");
    CHECK(pg_where(users.name + "@mail.test" == users.email) == "(users.name || $1) = users.email");
}

TEST_CASE("nested ANDs are flattened, OR within AND is in parentheses", "[unit]") {
    CHECK(pg_where(az::and_(az::and_(orders.status == "shipped", orders.total > 100), orders.id > 1)) ==
          "orders.status = $1 AND orders.total > $2 AND orders.id > $3");
    CHECK(pg_where(az::or_(az::and_(orders.status == "new", orders.total < 10),
                           az::and_(orders.status == "paid", az::or_(orders.total > 200, orders.note.is_(nullptr))))) ==
          "orders.status = $1 AND orders.total < $2 OR orders.status = $3 AND (orders.total > $4 OR orders.note IS "
          "NULL)");
}

TEST_CASE("NOT negates a comparison and precedes a list", "[unit]") {
    CHECK(pg_where(az::not_(orders.total > 50), az::not_(orders.status == "new"), !(orders.user_id != 10)) ==
          "orders.total <= $1 AND orders.status != $2 AND orders.user_id = $3");
    CHECK(pg_where(az::not_(az::or_(orders.status == "shipped", orders.total < 50))) ==
          "NOT (orders.status = $1 OR orders.total < $2)");
    CHECK(lite_where(users.age > 20 && !(users.is_active || users.email.is_(nullptr))) ==
          "users.age > ? AND NOT (users.is_active = 1 OR users.email IS NULL)");
}

TEST_CASE("constant operands are folded", "[unit]") {
    CHECK(pg_where(az::and_(az::true_(), users.id == 4)) == "users.id = $1");
    CHECK(pg_where(az::and_(users.id == 4, az::false_())) == "false");
    CHECK(lite_where(az::and_(users.id == 4, az::false_())) == "0 = 1");
    CHECK(lite_where(az::or_(users.id == 4, az::true_())) == "1 = 1");
    CHECK(pg_where(az::not_(az::false_()), users.id < 4) == "users.id < $1");
    CHECK(pg_where(users.id < 4, az::false_()) == "false");
}

TEST_CASE("a filter is built in a loop", "[unit]") {
    az::Condition filter;
    for (const int id : {1, 2}) filter = filter || users.id == id;
    CHECK(pg_where(filter) == "users.id = $1 OR users.id = $2");
    const std::vector<az::Condition> conditions{users.id == 1, az::Condition(), users.is_active};
    CHECK(pg_where(az::and_(conditions)) == "users.id = $1 AND users.is_active");
}

TEST_CASE("an empty condition is left out", "[unit]") {
    CHECK(pg_where(az::when(false, users.age >= 18), users.id == 1) == "users.id = $1");
    CHECK(pg_where(az::and_(users.id == 1, az::when(true, users.age >= 18), az::when(false, users.is_active))) ==
          "users.id = $1 AND users.age >= $2");
    CHECK(sql(select(users.id).where(az::when(false, users.age >= 18)), az::postgresql::dialect()) ==
          "SELECT users.id FROM users");
}

TEST_CASE("IN takes values, expressions and empty lists", "[unit]") {
    CHECK(pg_where(users.id.in_(2, 4, 6)) == "users.id IN ($1, $2, $3)");
    CHECK(pg_where(users.id.in_(std::vector{2, 4})) == "users.id IN ($1, $2)");
    CHECK(pg_where(orders.status.not_in("shipped", "paid")) == "(orders.status NOT IN ($1, $2))");
    CHECK(pg_where(!orders.status.in_("shipped")) == "(orders.status NOT IN ($1))");
    CHECK(pg_where(users.id.in_(az::literal(3), func::abs(-5), users.age - 18)) ==
          "users.id IN ($1, abs($2), users.age - $3)");
}

TEST_CASE("no value is in an empty list", "[unit]") {
    const std::vector<int> none;
    CHECK(pg_where(users.id.in_(none)) == "users.id IN (NULL) AND (1 != 1)");
    CHECK(lite_where(users.id.in_(none)) == "users.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)");
    CHECK(pg_where(users.id.not_in(none)) == "(users.id NOT IN (NULL) OR (1 = 1))");
    CHECK(lite_where(users.id.not_in(none)) == "(users.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))");
}

TEST_CASE("tuples are compared as a whole", "[unit]") {
    const auto key = az::tuple_(order_items.order_id, order_items.product_id);
    const std::vector<std::pair<int, int>> pairs{{1, 2}, {3, 4}};
    CHECK(pg_where(key.in_(pairs)) == "(order_items.order_id, order_items.product_id) IN (($1, $2), ($3, $4))");
    CHECK(lite_where(key.in_(pairs)) == "(order_items.order_id, order_items.product_id) IN (VALUES (?, ?), (?, ?))");
    CHECK(pg_where(key.not_in(std::vector<std::pair<int, int>>())) ==
          "((order_items.order_id, order_items.product_id) NOT IN ((NULL, NULL)) OR (1 = 1))");
    CHECK(lite_where(key.not_in(std::vector<std::pair<int, int>>())) ==
          "((order_items.order_id, order_items.product_id) NOT IN (SELECT 1, 1 FROM (SELECT 1, 1) WHERE 1!=1))");
    CHECK(pg_where(key > std::tuple(1, 2)) == "(order_items.order_id, order_items.product_id) > ($1, $2)");
}

TEST_CASE("a row is compared with the rows of a statement", "[unit]") {
    CHECK(pg_where(users.id.not_in(select(orders.user_id))) == "(users.id NOT IN (SELECT orders.user_id FROM orders))");
    CHECK(pg_where(users.id.in_(select(orders.user_id))) == "users.id IN (SELECT orders.user_id FROM orders)");
}

TEST_CASE("a list parameter is expanded, or searched as an array", "[unit]") {
    const auto names = az::bindparam<std::vector<Text>>("names");
    const auto statement = select(users.id).where(users.name.in_(names));
    CHECK(sql(statement, az::postgresql::dialect()) == "SELECT users.id FROM users WHERE users.name = ANY ($1)");
    CHECK_THROWS_AS(sql(statement, az::sqlite::dialect()), az::UnsupportedCompilationError);
    const auto known = az::bindparam("names", std::vector<Text>{"ada", "lena"});
    CHECK(pg_where(users.name.in_(known)) == "users.name IN ($1, $2)");
    CHECK(lite_where(users.name.not_in(known)) == "(users.name NOT IN (?, ?))");
}

TEST_CASE("for execution on PostgreSQL, a list of any length has the same text", "[unit]") {
    az::CompileOptions options;
    options.lists_as_arrays = true;
    const auto compiled =
        az::postgresql::dialect().compile(select(users.id).where(users.id.in_(1, 2, 3), users.id.not_in(4)), options);
    CHECK_THAT(compiled.text->sql, EndsWith("WHERE users.id = ANY ($1) AND (users.id != ALL ($2))"));
    REQUIRE(compiled.binds.size() == 2);
    CHECK(compiled.binds[0]->value.as<std::vector<int>>() == std::vector<int>{1, 2, 3});
    CHECK_THAT(az::sqlite::dialect().compile(select(users.id).where(users.id.in_(1)), options).text->sql,
               EndsWith("users.id IN (?)"));
}
