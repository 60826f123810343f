#include "catch.hpp"
#include "expression/shop.hpp"
#include <azoth/error.hpp>

using namespace shop;

TEST_CASE("cast names the type of the dialect", "[unit]") {
    CHECK(pg(az::cast<Text>(users.age)) == "CAST(users.age AS VARCHAR)");
    CHECK(pg(az::cast("42", az::Integer())) == "CAST($1 AS INTEGER)");
    CHECK(pg(products.weight.cast(az::Numeric(6, 3))) == "CAST(products.weight AS NUMERIC(6, 3))");
    CHECK(pg(az::cast(users.age + 1, az::Numeric(6, 2)) / 4) ==
          "CAST(users.age + $1 AS NUMERIC(6, 2)) / CAST($2 AS NUMERIC)");
    CHECK(pg(az::cast<Text>(users.id) + "-" + users.name) == "CAST(users.id AS VARCHAR) || $1 || users.name");
    static_assert(std::is_same_v<decltype(users.age.cast(az::Numeric())), az::Expr<std::optional<az::Decimal>>>);
}

TEST_CASE("type_coerce changes only the type", "[unit]") {
    CHECK(pg(az::type_coerce<Text>(users.id) + "x") == "users.id || $1");
    CHECK(pg_where(func::coalesce(documents.published_on, az::type_coerce<local_days>(local_days())) < local_days()) ==
          "coalesce(documents.published_on, $1) < $2");
}

TEST_CASE("a case with conditions", "[unit]") {
    const auto band = az::case_(az::when(users.age < 25, "young"), az::when(users.age < 45, "middle")).else_("senior");
    CHECK(pg(band) == "CASE WHEN (users.age < $1) THEN $2 WHEN (users.age < $3) THEN $4 ELSE $5 END");
    static_assert(std::is_same_v<decltype(band), const az::Expr<Text>>);
    const auto mail = az::case_(az::when(users.is_active, users.email));
    CHECK(lite(mail) == "CASE WHEN users.is_active THEN users.email END");
}

TEST_CASE("a case that compares a value", "[unit]") {
    const auto step = az::case_(orders.status).when("new", 1).when("paid", 2).else_(9);
    CHECK(pg(step) == "CASE orders.status WHEN $1 THEN $2 WHEN $3 THEN $4 ELSE $5 END");
    static_assert(std::is_same_v<decltype(step), const az::Expr<int>>);
}

TEST_CASE("a case's branches share a type, NULL makes it optional", "[unit]") {
    const auto fee =
        az::case_(az::when(orders.total > 100, 0))
            .else_(az::case_(az::when(orders.note.is_(nullptr), az::Decimal("4.90"))).else_(az::Decimal("6.90")));
    static_assert(std::is_same_v<decltype(fee), const az::Expr<az::Decimal>>);
    CHECK(pg(orders.total + fee) ==
          "orders.total + CASE WHEN (orders.total > $1) THEN $2 ELSE CASE WHEN (orders.note IS NULL) THEN $3 ELSE $4 "
          "END END");
    const auto none = az::case_(az::when(orders.total > 1, nullptr)).else_("x");
    static_assert(std::is_same_v<decltype(none), const az::Expr<OptionalText>>);
    CHECK(pg(none) == "CASE WHEN (orders.total > $1) THEN NULL ELSE $2 END");
}

TEST_CASE("constants and raw SQL", "[unit]") {
    CHECK(pg(az::null_()) == "NULL");
    CHECK(lite(az::true_()) == "1");
    CHECK(pg(az::literal(true)) == "$1");
    CHECK(pg(az::literal_column<int>("age") + 1) == "age + $1");
    CHECK(pg(az::literal(1), true) == "1");
}

TEST_CASE("functions carry the type of their values", "[unit]") {
    static_assert(std::is_same_v<decltype(func::count()), az::FunctionExpr<std::int64_t>>);
    static_assert(std::is_same_v<decltype(func::sum(users.id)), az::FunctionExpr<std::optional<std::int64_t>>>);
    static_assert(std::is_same_v<decltype(func::sum(accounts.balance)), az::FunctionExpr<std::optional<az::Decimal>>>);
    static_assert(std::is_same_v<decltype(func::avg(readings.value)), az::FunctionExpr<std::optional<double>>>);
    static_assert(std::is_same_v<decltype(func::max(users.name)), az::FunctionExpr<OptionalText>>);
    static_assert(std::is_same_v<decltype(func::lower(users.email)), az::FunctionExpr<OptionalText>>);
    static_assert(std::is_same_v<decltype(func::lower(users.name)), az::FunctionExpr<Text>>);
    static_assert(std::is_same_v<decltype(func::coalesce(users.fullname, users.name, "?")), az::FunctionExpr<Text>>);
    static_assert(
        std::is_same_v<decltype(func::coalesce(users.fullname, users.email)), az::FunctionExpr<OptionalText>>);
    static_assert(
        std::is_same_v<decltype(func::array_agg(users.name)), az::FunctionExpr<std::optional<std::vector<Text>>>>);
    static_assert(
        std::is_same_v<decltype(func::lower(reservations.during)), az::FunctionExpr<std::optional<local_days>>>);
    CHECK(pg(func::coalesce(users.fullname, users.name, "?")) == "coalesce(users.fullname, users.name, $1)");
}

TEST_CASE("functions are called by name, qualified or not", "[unit]") {
    CHECK(pg(func::call<int>("strpos", users.email, "@")) == "strpos(users.email, $1)");
    CHECK(pg(func::call<Text>("pg_catalog.initcap", users.name)) == "pg_catalog.initcap(users.name)");
    CHECK(pg(func::call<int>("weird name", 1)) == "\"weird name\"($1)");
    CHECK_THROWS_AS(func::call<int>("a..b", 1), az::ArgumentError);
}

TEST_CASE("functions that are keywords have no parentheses", "[unit]") {
    CHECK(pg(func::current_date()) == "CURRENT_DATE");
    CHECK(pg(func::current_user() == func::user()) == "CURRENT_USER = USER");
    CHECK(pg(func::now()) == "now()");
    CHECK(lite(func::now()) == "STRFTIME('%Y-%m-%d %H:%M:%f000', 'now')");
    CHECK_THROWS_AS(lite(func::current_user()), az::UnsupportedCompilationError);
}

TEST_CASE("aggregates with filter, order and group", "[unit]") {
    CHECK(pg(func::count()) == "count(*)");
    CHECK(pg(func::count(users.name.distinct())) == "count(DISTINCT users.name)");
    CHECK(pg(func::sum(orders.total).filter(orders.status == "paid", orders.total > 40)) ==
          "sum(orders.total) FILTER (WHERE orders.status = $1 AND orders.total > $2)");
    CHECK(pg(func::string_agg(orders.id.cast(az::Text()),
                              az::aggregate_order_by(az::literal_column<Text>("','"), orders.id.desc()))) ==
          "string_agg(CAST(orders.id AS TEXT), ',' ORDER BY orders.id DESC)");
    CHECK(pg(func::array_agg(az::aggregate_order_by(employees.bonus, employees.bonus.nulls_first()))
                 .filter(employees.id < 9)) ==
          "array_agg(employees.bonus ORDER BY employees.bonus NULLS FIRST) FILTER (WHERE employees.id < $1)");
    const auto median = func::percentile_disc(0.5).within_group(orders.total);
    CHECK(pg(median) == "percentile_disc($1) WITHIN GROUP (ORDER BY orders.total)");
    static_assert(std::is_same_v<decltype(median), const az::FunctionExpr<std::optional<az::Decimal>>>);
    CHECK(pg(func::percentile_cont(0.9).within_group(orders.total.desc())) ==
          "percentile_cont($1) WITHIN GROUP (ORDER BY orders.total DESC)");
    CHECK_THROWS_AS(lite(median), az::UnsupportedCompilationError);
}

TEST_CASE("rollup, cube and grouping sets", "[unit]") {
    CHECK(pg(func::rollup(orders.user_id, orders.status)) == "ROLLUP(orders.user_id, orders.status)");
    CHECK(pg(func::cube(orders.user_id, orders.status)) == "CUBE(orders.user_id, orders.status)");
    CHECK(pg(func::grouping_sets(az::tuple_(orders.user_id), az::tuple_(orders.user_id, orders.status))) ==
          "GROUPING SETS((orders.user_id), (orders.user_id, orders.status))");
    CHECK(pg(func::grouping(orders.user_id)) == "grouping(orders.user_id)");
    CHECK_THROWS_AS(lite(func::rollup(orders.user_id)), az::UnsupportedCompilationError);
}

TEST_CASE("windows", "[unit]") {
    CHECK(pg(func::row_number().over(az::order_by(orders.placed_at))) ==
          "row_number() OVER (ORDER BY orders.placed_at)");
    CHECK(pg(func::rank().over(az::partition_by(employees.dept).order_by(employees.salary.desc()))) ==
          "rank() OVER (PARTITION BY employees.dept ORDER BY employees.salary DESC)");
    CHECK(pg(orders.total * 100 / func::sum(orders.total).over()) ==
          "(orders.total * $1) / CAST(sum(orders.total) OVER () AS NUMERIC)");
    CHECK(pg(func::count().over(az::partition_by(order_items.order_id, order_items.quantity > 1))) ==
          "count(*) OVER (PARTITION BY order_items.order_id, order_items.quantity > $1)");
    CHECK(pg(func::count(orders.id).filter(orders.status == "x").over(az::partition_by(orders.user_id))) ==
          "count(orders.id) FILTER (WHERE orders.status = $1) OVER (PARTITION BY orders.user_id)");
}

TEST_CASE("window frames", "[unit]") {
    const auto sum = func::sum(orders.total);
    CHECK(pg(sum.over(az::order_by(orders.id).rows(az::unbounded, 0))) ==
          "sum(orders.total) OVER (ORDER BY orders.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)");
    CHECK(pg(sum.over(az::order_by(orders.id).rows(-1, 1))) ==
          "sum(orders.total) OVER (ORDER BY orders.id ROWS BETWEEN $1 PRECEDING AND $2 FOLLOWING)");
    CHECK(pg(sum.over(az::order_by(orders.id).range(az::current_row, az::unbounded))) ==
          "sum(orders.total) OVER (ORDER BY orders.id RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)");
    CHECK(pg(sum.over(az::order_by(orders.placed_at)
                          .range(az::preceding(std::chrono::hours(1)), az::following(std::chrono::hours(2))))) ==
          "sum(orders.total) OVER (ORDER BY orders.placed_at RANGE BETWEEN $1 PRECEDING AND $2 FOLLOWING)");
    CHECK(
        pg(sum.over(az::order_by(orders.id).groups(az::unbounded, 0).exclude(az::FrameExclusion::ties))) ==
        "sum(orders.total) OVER (ORDER BY orders.id GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES)");
    CHECK_THROWS_AS(az::order_by(orders.id).exclude(az::FrameExclusion::ties), az::ArgumentError);
}

TEST_CASE("a named window is used by name or extended", "[unit]") {
    CHECK(pg(func::rank().over("w")) == "rank() OVER w");
    CHECK(pg(func::rank().over(az::window("w").order_by(orders.id))) == "rank() OVER (w ORDER BY orders.id)");
}
