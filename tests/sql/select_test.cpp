#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace shop;
namespace func = az::func;

TEST_CASE("a select's rows have the types of its columns", "[unit]") {
    const auto some = select(users.id, users.fullname, func::count(users.id));
    CHECK(std::is_same_v<decltype(some)::rows, az::RowTypes<std::int32_t, std::optional<std::string>, std::int64_t>>);
    const auto table = select(orders);
    CHECK(std::is_same_v<decltype(table)::rows, az::RowTypes<std::int32_t, std::int32_t, std::string, double>>);
    CHECK(pg(table) == "SELECT orders.id, orders.user_id, orders.status, orders.total FROM orders");
    const auto more = some.add_columns(users.is_active);
    CHECK(std::is_same_v<decltype(more)::rows,
                         az::RowTypes<std::int32_t, std::optional<std::string>, std::int64_t, bool>>);
    const auto other = some.with_only_columns(users.name);
    CHECK(std::is_same_v<decltype(other)::rows, az::RowTypes<std::string>>);
    CHECK(pg(other) == "SELECT users.name FROM users");
}

TEST_CASE("the methods of a select return a new statement", "[unit]") {
    const auto all = select(users.id);
    const auto some = all.where(users.id > 1);
    CHECK(pg(all) == "SELECT users.id FROM users");
    CHECK(pg(some.where(users.id < 5).limit(2)) ==
          "SELECT users.id FROM users WHERE users.id > $1 AND users.id < $2 LIMIT $3");
    CHECK(pg(some) == "SELECT users.id FROM users WHERE users.id > $1");
}

TEST_CASE("columns can be chosen at run time", "[unit]") {
    std::vector<az::Expr<az::Value>> columns;
    for (const char* const name : {"id", "name"}) columns.push_back(users[name]);
    const auto statement = select(columns);
    CHECK(std::is_same_v<decltype(statement)::rows, az::RowTypes<az::Dynamic>>);
    CHECK(pg(statement) == "SELECT users.id, users.name FROM users");
    CHECK_THROWS_AS(select(std::vector<az::Expr<az::Value>>()), az::ArgumentError);
    CHECK_THROWS_AS(users["nmae"], az::NoSuchColumnError);
}

TEST_CASE("columns with the same name get distinct names", "[unit]") {
    const auto both = select(users.id, orders.id).where(users.id == orders.user_id);
    CHECK(pg(both) == "SELECT users.id, orders.id AS id_1 FROM users, orders WHERE users.id = orders.user_id");
    CHECK(pg(both.set_label_style(az::LabelStyle::none)) ==
          "SELECT users.id, orders.id FROM users, orders WHERE users.id = orders.user_id");
    CHECK(pg(both.set_label_style(az::LabelStyle::tablename_plus_col)) ==
          "SELECT users.id AS users_id, orders.id AS orders_id FROM users, orders WHERE users.id = orders.user_id");
}

TEST_CASE("the conditions of a select add up", "[unit]") {
    CHECK(pg(select(users.id).where(users.id > 1).where(users.age > 2, az::when(false, users.is_active))) ==
          "SELECT users.id FROM users WHERE users.id > $1 AND users.age > $2");
    CHECK(pg(select(orders.user_id)
                 .group_by(orders.user_id)
                 .having(func::count() > 1)
                 .having(func::sum(orders.total) > 2.0)) ==
          "SELECT orders.user_id FROM orders GROUP BY orders.user_id HAVING count(*) > $1 AND sum(orders.total) > $2");
}

TEST_CASE("filter_by finds a column by its name in the clause joined last", "[unit]") {
    CHECK(pg(select(users.id).filter_by("name", "x")) == "SELECT users.id FROM users WHERE users.name = $1");
    CHECK(pg(select(users.id).join(orders).filter_by("id", 3)) ==
          "SELECT users.id FROM users JOIN orders ON users.id = orders.user_id WHERE orders.id = $1");
    CHECK_THROWS_AS(select(users.id).filter_by("nmae", "x"), az::NoSuchColumnError);
}

TEST_CASE("nullptr removes orders and groups", "[unit]") {
    const auto sorted = select(users.name).group_by(users.name).order_by(users.name);
    CHECK(pg(sorted) == "SELECT users.name FROM users GROUP BY users.name ORDER BY users.name");
    CHECK(pg(sorted.group_by(nullptr).order_by(nullptr).order_by(users.id)) ==
          "SELECT users.name FROM users ORDER BY users.id");
}

TEST_CASE("ORDER BY and GROUP BY find labels, as objects and by name", "[unit]") {
    const auto shout = func::upper(users.name).label("shout");
    const auto statement =
        select(shout, func::count().label("n")).group_by("shout").order_by(az::desc("n"), shout.asc());
    CHECK(pg(statement) ==
          "SELECT upper(users.name) AS shout, count(*) AS n FROM users GROUP BY shout ORDER BY n DESC, shout ASC");
    CHECK_THROWS_AS(pg(select(users.id).order_by("id; DROP TABLE users")), az::CompileError);
}

TEST_CASE("DISTINCT, and the first row of each group", "[unit]") {
    CHECK(pg(select(users.age).distinct()) == "SELECT DISTINCT users.age FROM users");
    const auto first = select(orders.id).distinct_on(orders.user_id).order_by(orders.user_id, orders.total.desc());
    CHECK(pg(first) ==
          "SELECT DISTINCT ON (orders.user_id) orders.id FROM orders ORDER BY orders.user_id, orders.total DESC");
    CHECK_THROWS_WITH(lite(first), ContainsSubstring("DISTINCT ON") && ContainsSubstring("sqlite"));
}

TEST_CASE("rows are limited by a number, a parameter or an expression", "[unit]") {
    CHECK(pg(select(users.id).slice(5, 15)) == "SELECT users.id FROM users LIMIT $1 OFFSET $2");
    CHECK(pg(select(users.id).offset(5)) == "SELECT users.id FROM users LIMIT ALL OFFSET $1");
    CHECK(lite(select(users.id).offset(5)) == "SELECT users.id FROM users LIMIT ? OFFSET ?");
    CHECK(pg(select(users.id).limit(select(func::max(orders.id)).scalar_subquery())) ==
          "SELECT users.id FROM users LIMIT (SELECT max(orders.id) AS max_1 FROM orders)");
    CHECK_THROWS_AS(select(users.id).limit(-1), az::ArgumentError);
    CHECK_THROWS_AS(select(users.id).slice(5, 2), az::ArgumentError);
}

TEST_CASE("FETCH FIRST WITH TIES also returns rows that are equal to the last", "[unit]") {
    const auto statement = select(orders.id).order_by(orders.total).offset(2);
    CHECK(pg(statement.fetch(3)) ==
          "SELECT orders.id FROM orders ORDER BY orders.total OFFSET ($1) ROWS FETCH FIRST ($2) ROWS ONLY");
    CHECK(pg(statement.fetch(3, az::with_ties)) ==
          "SELECT orders.id FROM orders ORDER BY orders.total OFFSET ($1) ROWS FETCH FIRST ($2) ROWS WITH TIES");
    CHECK(pg(statement.fetch(3).limit(4)) == "SELECT orders.id FROM orders ORDER BY orders.total LIMIT $1 OFFSET $2");
    CHECK(lite(statement.fetch(3)) == "SELECT orders.id FROM orders ORDER BY orders.total LIMIT ? OFFSET ?");
    CHECK_THROWS_WITH(lite(statement.fetch(3, az::with_ties)),
                      ContainsSubstring("WITH TIES") && ContainsSubstring("sqlite"));
}

TEST_CASE("rows can be locked", "[unit]") {
    const auto statement = select(accounts.id);
    const auto locked = [&](const az::ForUpdate& lock) { return pg(statement.with_for_update(lock)); };
    const std::string plain = "SELECT accounts.id FROM accounts";
    CHECK(pg(statement.with_for_update()) == plain + " FOR UPDATE");
    CHECK(locked(az::ForUpdate().read()) == plain + " FOR SHARE");
    CHECK(locked(az::ForUpdate().key_share()) == plain + " FOR NO KEY UPDATE");
    CHECK(locked(az::ForUpdate().read().key_share()) == plain + " FOR KEY SHARE");
    CHECK(locked(az::ForUpdate().nowait()) == plain + " FOR UPDATE NOWAIT");
    CHECK(locked(az::ForUpdate().of(accounts.id).skip_locked()) == plain + " FOR UPDATE OF accounts SKIP LOCKED");
    CHECK(lite(statement.with_for_update(az::ForUpdate().nowait())) == plain);
}

TEST_CASE("FOR UPDATE OF names tables without their schema", "[unit]") {
    CHECK(pg(select(events.id).with_for_update(az::ForUpdate().of(events))) ==
          "SELECT audit.events.id FROM audit.events FOR UPDATE OF events");
    const auto u = users.alias("u");
    CHECK(pg(select(u.id).join_from(u, orders).with_for_update(az::ForUpdate().of(u, orders.total))) ==
          "SELECT u.id FROM users AS u JOIN orders ON u.id = orders.user_id FOR UPDATE OF u, orders");
}

TEST_CASE("prefixes, suffixes and hints are written for their dialect", "[unit]") {
    const auto statement = select(users.id).prefix_with("ALL").prefix_with("/* lite */", "sqlite");
    CHECK(pg(statement) == "SELECT ALL users.id FROM users");
    CHECK(lite(statement) == "SELECT ALL /* lite */ users.id FROM users");
    CHECK(pg(select(users.id).where(users.id == 1).suffix_with("FOR UPDATE", "postgresql")) ==
          "SELECT users.id FROM users WHERE users.id = $1 FOR UPDATE");
    CHECK(lite(select(users.id).suffix_with("FOR UPDATE", "postgresql")) == "SELECT users.id FROM users");
    CHECK(pg(select(users.id).with_statement_hint("/* slow */")) == "SELECT users.id FROM users /* slow */");
}

TEST_CASE("a table can have a hint", "[unit]") {
    CHECK(pg(select(users.id).with_hint(users, "ONLY", "postgresql")) == "SELECT users.id FROM ONLY users");
    CHECK(lite(select(users.id).with_hint(users, "ONLY", "postgresql")) == "SELECT users.id FROM users");
    CHECK(pg(select(orders.id).join_from(users, orders).with_hint(orders, "ONLY")) ==
          "SELECT orders.id FROM users JOIN ONLY orders ON users.id = orders.user_id");
    CHECK_THROWS_AS(pg(select(users.id).with_hint(users, "WITH (NOLOCK)")), az::CompileError);
    const auto u = users.alias("u");
    CHECK(lite(select(u.id).with_hint(u, "INDEXED BY users_by_age", "sqlite").where(u.age > 3)) ==
          "SELECT u.id FROM users AS u INDEXED BY users_by_age WHERE u.age > ?");
    CHECK(lite(select(users.id).with_hint(users, "NOT INDEXED")) == "SELECT users.id FROM users NOT INDEXED");
    CHECK_THROWS_AS(lite(select(users.id).with_hint(users, "ONLY")), az::CompileError);
}

TEST_CASE("a select can define a named window", "[unit]") {
    const auto statement = select(orders.id, func::rank().over("w").label("place"))
                               .window("w", az::partition_by(orders.user_id).order_by(orders.total.desc()));
    CHECK(pg(statement) ==
          "SELECT orders.id, rank() OVER w AS place FROM orders WINDOW w AS (PARTITION BY "
          "orders.user_id ORDER BY orders.total DESC)");
}
