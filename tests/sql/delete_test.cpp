#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/delete.hpp>
#include <azoth/sql/insert.hpp>

using namespace shop;

TEST_CASE("a delete deletes the rows that match its conditions", "[unit]") {
    const auto statement = delete_from(addresses).where(addresses.id == 16);
    CHECK(pg(statement) == "DELETE FROM addresses WHERE addresses.id = $1");
    CHECK(lite(statement) == "DELETE FROM addresses WHERE addresses.id = ?");
    CHECK(pg(delete_from(addresses)) == "DELETE FROM addresses");
}

TEST_CASE("a delete can return the deleted rows", "[unit]") {
    const auto statement = delete_from(order_items).where(order_items.order_id == 6).returning(order_items.product_id);
    CHECK(pg(statement) == "DELETE FROM order_items WHERE order_items.order_id = $1 RETURNING order_items.product_id");
    CHECK(lite(statement) == "DELETE FROM order_items WHERE order_items.order_id = ? RETURNING product_id");
}

TEST_CASE("another table in the conditions of a delete is in USING", "[unit]") {
    const auto statement = delete_from(addresses).where(addresses.user_id == users.id, users.age > 3);
    CHECK(pg(statement) == "DELETE FROM addresses USING users WHERE addresses.user_id = users.id AND users.age > $1");
    CHECK(pg(delete_from(addresses).using_(users)) == "DELETE FROM addresses USING users");
    CHECK_THROWS_WITH(lite(statement), "sqlite has no DELETE ... USING");
}

TEST_CASE("rows can be deleted from an alias", "[unit]") {
    const auto i = order_items.alias("i");
    const auto statement = delete_from(i).where(i.quantity == 10).returning(i.order_id);
    CHECK(pg(statement) == "DELETE FROM order_items AS i WHERE i.quantity = $1 RETURNING i.order_id");
    CHECK(lite(statement) == "DELETE FROM order_items AS i WHERE i.quantity = ? RETURNING order_id");
}

TEST_CASE("a delete selects its rows through a CTE", "[unit]") {
    const auto stale = select(orders.id).where(orders.status == "shipped").cte("stale");
    const auto statement = delete_from(order_items).where(order_items.order_id.in_(select(stale[orders.id])));
    CHECK(pg(statement) ==
          "WITH stale AS (SELECT orders.id AS id FROM orders WHERE orders.status = $1) DELETE FROM order_items WHERE "
          "order_items.order_id IN (SELECT stale.id FROM stale)");
}

TEST_CASE("the rows that a delete returns can be inserted elsewhere", "[unit]") {
    const auto gone = delete_from(users).where(users.age > 90).returning(users.id, users.name).cte("gone");
    const auto statement = insert(accounts).columns(accounts.owner_id, accounts.code).from_select(select(gone));
    CHECK(pg(statement) ==
          "WITH gone AS (DELETE FROM users WHERE users.age > $1 RETURNING users.id, users.name) INSERT INTO accounts "
          "(owner_id, code) SELECT gone.id, gone.name FROM gone");
    CHECK_THROWS_WITH(lite(statement), "sqlite has no CTE that changes rows");
}

TEST_CASE("a statement in WITH is executed even if nothing refers to it", "[unit]") {
    const auto audit_row = insert(events).values(events.action = "report", events.detail = "monthly").cte("audit_row");
    CHECK(pg(select(users.id).add_cte(audit_row)) ==
          "WITH audit_row AS (INSERT INTO audit.events (action, detail) VALUES ($1, $2)) SELECT users.id FROM users");
    CHECK(pg(delete_from(users).where(users.id == 1).add_cte(audit_row)) ==
          "WITH audit_row AS (INSERT INTO audit.events (action, detail) VALUES ($1, $2)) DELETE FROM users WHERE "
          "users.id = $3");
}

TEST_CASE("filter_by() of a delete finds the column by its name", "[unit]") {
    CHECK(pg(delete_from(users).filter_by("name", "ada")) == "DELETE FROM users WHERE users.name = $1");
    CHECK_THROWS_AS(delete_from(users).filter_by("nope", "ada"), az::NoSuchColumnError);
}
