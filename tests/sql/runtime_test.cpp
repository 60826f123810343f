// Statements whose structure is decided at run time.

#include "catch.hpp"
#include "engine/support.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace shop;
namespace func = az::func;

namespace {

struct Wanted {
    std::optional<std::string> name;
    std::optional<int> oldest;
    std::vector<std::string> cities;
};

auto search(const Wanted& wanted) {
    az::Condition filter;
    if (wanted.name) filter = filter && users.name == *wanted.name;
    az::Condition city;
    for (const std::string& name : wanted.cities) city = city || addresses.city == name;
    return select(users.id).join(addresses).where(
        filter, city, when(wanted.oldest.has_value(), users.age <= wanted.oldest.value_or(0)));
}

}  // namespace

TEST_CASE("a filter is built in a loop, and unset conditions are left out", "[unit]") {
    const std::string all = "SELECT users.id FROM users JOIN addresses ON users.id = addresses.user_id";
    CHECK(pg(search({})) == all);
    Wanted wanted;
    wanted.cities = {"Oslo", "Rome"};
    CHECK(pg(search(wanted)) == all + " WHERE addresses.city = $1 OR addresses.city = $2");
    wanted.name = "ada";
    wanted.oldest = 40;
    CHECK(pg(search(wanted)) ==
          all + " WHERE users.name = $1 AND (addresses.city = $2 OR addresses.city = $3) AND users.age <= $4");
}

TEST_CASE("when() leaves out conditions in every clause", "[unit]") {
    const auto grouped = [](bool busy_only) {
        return select(orders.user_id)
            .group_by(orders.user_id)
            .having(when(busy_only, func::count() > 3))
            .order_by(orders.user_id);
    };
    CHECK(pg(grouped(false)) == "SELECT orders.user_id FROM orders GROUP BY orders.user_id ORDER BY orders.user_id");
    CHECK(pg(grouped(true)) ==
          "SELECT orders.user_id FROM orders GROUP BY orders.user_id HAVING count(*) > $1 "
          "ORDER BY orders.user_id");
    const auto counted = [](bool paid_only) {
        return select(func::count().filter(when(paid_only, orders.status == "paid")).label("n")).select_from(orders);
    };
    CHECK(pg(counted(true)) == "SELECT count(*) FILTER (WHERE orders.status = $1) AS n FROM orders");
    CHECK(pg(counted(false)) == "SELECT count(*) AS n FROM orders");
}

TEST_CASE("a statement is a value: deriving from it does not change it", "[unit]") {
    const auto all = select(users.id).order_by(users.id);
    const auto adults = all.where(users.age >= 18);
    const auto few = adults.limit(3);
    CHECK(pg(all) == "SELECT users.id FROM users ORDER BY users.id");
    CHECK(pg(adults) == "SELECT users.id FROM users WHERE users.age >= $1 ORDER BY users.id");
    CHECK(pg(few) == "SELECT users.id FROM users WHERE users.age >= $1 ORDER BY users.id LIMIT $2");
    CHECK(pg(few.order_by(nullptr).order_by("id")) ==
          "SELECT users.id FROM users WHERE users.age >= $1 ORDER BY users.id LIMIT $2");
}

TEST_CASE("columns chosen at run time give dynamic rows", "[unit]") {
    std::vector<az::Expr<az::Value>> columns;
    for (const char* const name : {"id", "name"}) columns.push_back(users[name]);
    const auto statement = select(columns).where(users.age > 30).order_by(users.id);
    STATIC_REQUIRE(std::is_same_v<decltype(statement)::rows, az::RowTypes<az::Dynamic>>);
    CHECK(pg(statement) == "SELECT users.id, users.name FROM users WHERE users.age > $1 ORDER BY users.id");

    const auto read = [](const decltype(statement)& wanted) -> az::task<std::vector<std::string>> {
        auto engine = az::create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await conn.create_all(metadata);
        co_await conn.execute(insert(users).values(users.id = 1, users.name = "ada", users.age = 36));
        co_await conn.execute(insert(users).values(users.id = 2, users.name = "kid", users.age = 6));
        const auto result = co_await conn.execute(wanted);
        std::vector<std::string> cells;
        for (const auto& row : result) {
            cells.push_back(std::to_string(row["id"].template as<int>()));
            cells.push_back(row["name"].template as<std::string>());
        }
        co_await conn.close();
        co_return cells;
    };
    CHECK(azoth_tests::run(read(statement)) == std::vector<std::string>{"1", "ada"});
}

TEST_CASE("a column that the table does not have throws when it is selected", "[unit]") {
    CHECK_THROWS_AS(users["shoe_size"], az::NoSuchColumnError);
    CHECK_THROWS_AS(select(std::vector<az::Expr<az::Value>>()), az::ArgumentError);
}

TEST_CASE("columns of the same name get distinct names in the chosen label style", "[unit]") {
    const auto statement = select(users.id, addresses.id).where(addresses.user_id == users.id);
    const std::string rest = " FROM users, addresses WHERE addresses.user_id = users.id";
    CHECK(pg(statement) == "SELECT users.id, addresses.id AS id_1" + rest);
    CHECK(pg(statement.set_label_style(az::LabelStyle::none)) == "SELECT users.id, addresses.id" + rest);
    CHECK(pg(statement.set_label_style(az::LabelStyle::tablename_plus_col)) ==
          "SELECT users.id AS users_id, addresses.id AS addresses_id" + rest);
    az::CompileOptions options;
    options.label_style = az::LabelStyle::tablename_plus_col;
    CHECK(pg(statement, options) == "SELECT users.id AS users_id, addresses.id AS addresses_id" + rest);
    CHECK(pg(statement.set_label_style(az::LabelStyle::none), options) == "SELECT users.id, addresses.id" + rest);
}

TEST_CASE("FROM clauses that no condition connects cause a warning", "[unit]") {
    const auto product = on_postgresql(select(users.id, orders.id).where(users.age > 3)).warnings;
    REQUIRE(product.size() == 1);
    CHECK(product[0] == "a SELECT has a cartesian product: no condition connects \"users\" with \"orders\"");
    CHECK(on_postgresql(select(users.id, orders.id).where(users.id == orders.user_id)).warnings.empty());
    CHECK(on_postgresql(select(users.id, orders.id).join(orders)).warnings.empty());
    CHECK(on_postgresql(select(users.id, orders.id).select_from(users.cross_join(orders))).warnings.empty());
    const auto inside = select(users.id).where(users.id.in_(select(orders.user_id).where(addresses.id == 1)));
    CHECK(on_postgresql(inside).warnings.size() == 1);
}

TEST_CASE("the error for an unsupported construct names it and the dialect", "[unit]") {
    CHECK_THROWS_WITH(lite(select(users.id).distinct_on(users.name)), "sqlite has no DISTINCT ON");
    CHECK_THROWS_WITH(lite(select(users.age.between(1, 2, true))), "sqlite has no BETWEEN SYMMETRIC");
    CHECK_THROWS_WITH(lite(select(az::array(1, 2))), "sqlite has no ARRAY");
    CHECK_THROWS_WITH(lite(intersect_all(select(users.id), select(orders.id))), "sqlite has no INTERSECT ALL");
    CHECK_THROWS_AS(lite(select(users.id).distinct_on(users.name)), az::CompileError);
}
