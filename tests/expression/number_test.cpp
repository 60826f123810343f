#include "catch.hpp"
#include "expression/shop.hpp"

using namespace shop;

TEST_CASE("differences chain from left to right", "[unit]") {
    CHECK(pg(users.id + users.age - 1 - users.id) == "((users.id + users.age) - $1) - users.id");
    CHECK(pg(users.age - (users.id - 1)) == "users.age - (users.id - $1)");
}

TEST_CASE("sums and products chain without parentheses", "[unit]") {
    CHECK(pg(users.id + (users.age + users.id)) == "users.id + users.age + users.id");
    CHECK(pg(users.id * users.age * 2) == "users.id * users.age * $1");
    CHECK(pg(orders.id + orders.user_id * 2) == "orders.id + orders.user_id * $1");
    CHECK(pg((orders.id + orders.user_id) * 2) == "(orders.id + orders.user_id) * $1");
}

TEST_CASE("division keeps the fractional part", "[unit]") {
    CHECK(pg(readings.flags / readings.sensor_id) == "readings.flags / CAST(readings.sensor_id AS NUMERIC)");
    CHECK(lite(readings.flags / readings.sensor_id) == "readings.flags / (readings.sensor_id + 0.0)");
    CHECK(pg(products.price / (products.price / 2)) ==
          "products.price / CAST((products.price / CAST($1 AS NUMERIC)) AS NUMERIC)");
    CHECK(lite(products.price / (products.price / 2)) == "products.price / ((products.price / (? + 0.0)) + 0.0)");
    CHECK(pg(readings.value / 4) == "readings.value / CAST($1 AS NUMERIC)");
    CHECK(pg(products.price / func::nullif(products.weight, 0.01)) ==
          "products.price / CAST(nullif(products.weight, $1) AS NUMERIC)");
    static_assert(std::is_same_v<decltype(readings.flags / readings.sensor_id), az::Expr<az::Decimal>>);
    static_assert(std::is_same_v<decltype(readings.value / 4), az::Expr<std::optional<double>>>);
}

TEST_CASE("floor_div drops the fractional part", "[unit]") {
    CHECK(pg(users.age.floor_div(10) * 10) == "(users.age / $1) * $2");
    CHECK(pg(readings.value.floor_div(2)) == "FLOOR(readings.value / $1)");
    static_assert(std::is_same_v<decltype(users.id.floor_div(10)), az::Expr<std::int32_t>>);
}

TEST_CASE("a minus sign is never next to another one", "[unit]") {
    CHECK(pg(-accounts.balance) == "-accounts.balance");
    CHECK(pg(-(accounts.balance + 1)) == "-(accounts.balance + $1)");
    CHECK(pg(5 - -accounts.version) == "$1 - -accounts.version");
    CHECK(pg(-az::literal(-1), true) == "- -1");
    CHECK(pg(users.id - az::literal(-1), true) == "users.id - -1");
    CHECK(pg(-az::literal_column<int>("-1")) == "- -1");
}

TEST_CASE("bits", "[unit]") {
    CHECK(pg(readings.flags.bitwise_and(3)) == "readings.flags & $1");
    CHECK(pg(readings.flags.bitwise_or(16)) == "readings.flags | $1");
    CHECK(pg(readings.flags.bitwise_not()) == "~readings.flags");
    CHECK(pg(readings.flags.bitwise_lshift(2)) == "readings.flags << $1");
    CHECK(pg(readings.flags.bitwise_rshift(1)) == "readings.flags >> $1");
    CHECK(pg_where(readings.flags.bitwise_xor(6) == 2) == "readings.flags # $1 = $2");
    CHECK(lite_where(readings.flags.bitwise_xor(6) == 2) == "((readings.flags | ?) - (readings.flags & ?)) = ?");
}

TEST_CASE("one parameter object has one placeholder on PostgreSQL", "[unit]") {
    const auto rate = az::literal(az::Decimal("0.19"));
    const auto net = products.price * (1 - az::literal(az::Decimal("0.10")));
    CHECK(pg(func::round(net + net * rate, 2)) ==
          "round(products.price * ($1 - $2) + products.price * ($1 - $2) * $3, $4)");
}

TEST_CASE("a literal is sent in the type of the column with which it is compared, unless it would not fit", "[unit]") {
    const auto types = [](const auto& condition) {
        return az::postgresql::dialect().compile(select(users.id).where(condition)).text->parameter_types.at(0).kind();
    };
    CHECK(types(accounts.balance == 1) == az::TypeKind::big_integer);
    CHECK(types(users.id == std::int64_t{1} << 40) == az::TypeKind::big_integer);
    CHECK(types(orders.total > 10) == az::TypeKind::integer);
    CHECK(types(orders.total > 0.5) == az::TypeKind::double_precision);
    CHECK(types(users.name == "x") == az::TypeKind::string);
    CHECK(types(documents.body == "x") == az::TypeKind::text);
}

TEST_CASE("dates and intervals can be added and subtracted", "[unit]") {
    const auto due = orders.placed_at + std::chrono::days(14);
    CHECK(pg(due) == "orders.placed_at + $1");
    static_assert(std::is_same_v<decltype(due), const az::Expr<az::Timestamp>>);
    static_assert(std::is_same_v<decltype(employees.hired_on + 90), az::Expr<local_days>>);
    static_assert(std::is_same_v<decltype(local_days() - employees.hired_on), az::Expr<std::int32_t>>);
    static_assert(std::is_same_v<decltype(orders.placed_at - orders.placed_at), az::Expr<az::Interval>>);
    CHECK(pg(local_days() - employees.hired_on) == "$1 - employees.hired_on");
}

TEST_CASE("extract reads a field", "[unit]") {
    CHECK(pg(az::extract("year", orders.placed_at)) == "EXTRACT(year FROM orders.placed_at)");
    CHECK(lite(az::extract("dow", orders.placed_at)) == "CAST(STRFTIME('%w', orders.placed_at) AS INTEGER)");
    CHECK(lite(az::extract("epoch", orders.placed_at)) ==
          "(CAST(STRFTIME('%s', orders.placed_at) AS INTEGER) + CAST(SUBSTR(orders.placed_at, 20) AS REAL))");
    CHECK_THROWS_AS(lite(az::extract("century", orders.placed_at)), az::UnsupportedCompilationError);
    CHECK_THROWS_AS(az::extract("year FROM x) --", orders.placed_at), az::ArgumentError);
}
