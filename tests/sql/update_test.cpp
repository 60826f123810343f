#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/update.hpp>

#include <vector>

using namespace shop;
using azoth::bindparam;
using azoth::Param;

TEST_CASE("an update sets columns in the order of the table", "[unit]") {
    const auto statement =
        update(accounts)
            .where(accounts.id == 6, accounts.version == 7)
            .values(accounts.version = accounts.version + 1, accounts.balance = accounts.balance - 50);
    CHECK(pg(statement) ==
          "UPDATE accounts SET balance=(accounts.balance - $1), version=(accounts.version + $2) WHERE accounts.id = $3 "
          "AND accounts.version = $4");
    CHECK(lite(statement) ==
          "UPDATE accounts SET balance=(accounts.balance - ?), version=(accounts.version + ?) WHERE accounts.id = ? "
          "AND accounts.version = ?");
}

TEST_CASE("a condition is assigned as a parameter", "[unit]") {
    CHECK(lite(update(users).where(users.id == 4).values(users.is_active = true)) ==
          "UPDATE users SET is_active=? WHERE users.id = ?");
}

TEST_CASE("ordered values keep their order", "[unit]") {
    CHECK(pg(update(users).ordered_values(users.age = 3, users.name = "x").where(users.id == 2)) ==
          "UPDATE users SET age=$1, name=$2 WHERE users.id = $3");
    CHECK_THROWS_AS(update(users).values(users.age = 3).ordered_values(users.name = "x"), az::ArgumentError);
}

TEST_CASE("setting a column again replaces its value", "[unit]") {
    CHECK(pg(update(users).values(users.age = 3, users.name = "x").values(users.age = nullptr)) ==
          "UPDATE users SET name=$1, age=$2");
}

TEST_CASE("another table in the conditions is in FROM", "[unit]") {
    const auto statement = update(accounts)
                               .where(accounts.owner_id == users.id, users.age > 40)
                               .values(accounts.balance = accounts.balance + users.age);
    CHECK(
        pg(statement) ==
        "UPDATE accounts SET balance=(accounts.balance + users.age) FROM users WHERE accounts.owner_id = users.id AND "
        "users.age > $1");
}

TEST_CASE("an update can return the changed rows", "[unit]") {
    const auto statement =
        update(events).where(events.user_id.is_null()).values(events.user_id = 0).returning(events.id, events.detail);
    STATIC_REQUIRE(std::is_same_v<decltype(statement)::rows, az::RowTypes<std::int32_t, std::optional<std::string>>>);
    CHECK(pg(statement) ==
          "UPDATE audit.events SET user_id=$1 WHERE audit.events.user_id IS NULL RETURNING audit.events.id, "
          "audit.events.detail");
    CHECK(lite(statement) ==
          "UPDATE audit.events SET user_id=? WHERE audit.events.user_id IS NULL RETURNING id, detail");
}

TEST_CASE("several columns are set from a select", "[unit]") {
    const auto statement =
        update(users)
            .where(users.id == 1)
            .values(users.is_active = false,
                    az::assign(users.name, users.age)
                        .from(select(accounts.code, accounts.version).where(accounts.owner_id == users.id)));
    CHECK(
        pg(statement) ==
        "UPDATE users SET (name, age)=(SELECT accounts.code, accounts.version FROM accounts WHERE accounts.owner_id = "
        "users.id), is_active=$1 WHERE users.id = $2");
}

TEST_CASE("an expression can use another assigned value", "[unit]") {
    const auto statement = update(accounts).values(accounts.balance = accounts.balance + 5,
                                                   accounts.version = az::from_dml_column(accounts.balance) + 1);
    CHECK(pg(statement) ==
          "UPDATE accounts SET balance=(accounts.balance + $1), version=((accounts.balance + $1) + $2)");
    CHECK(pg(update(accounts).values(accounts.version = az::from_dml_column(accounts.balance))) ==
          "UPDATE accounts SET version=accounts.balance");
    CHECK_THROWS_AS(pg(update(accounts).values(accounts.version = az::from_dml_column(accounts.version) + 1)),
                    az::CompileError);
}

TEST_CASE("an updated table can have a hint", "[unit]") {
    const auto statement = update(users).with_hint("ONLY", "postgresql").values(users.age = 3);
    CHECK(pg(statement) == "UPDATE ONLY users SET age=$1");
    CHECK(lite(statement) == "UPDATE users SET age=?");
    CHECK(lite(statement.with_hint("NOT INDEXED", "sqlite")) == "UPDATE users NOT INDEXED SET age=?");
    CHECK_THROWS_AS(pg(update(users).with_hint("LOW_PRIORITY").values(users.age = 3)), az::CompileError);
}

TEST_CASE("return_defaults of an update returns the values that the database computes", "[unit]") {
    const auto statement =
        update(accounts).values(accounts.version = accounts.version + 1, accounts.code = "C").where(accounts.id == 1);
    CHECK_FALSE(on_postgresql(statement).implicit_returning);
    CHECK(on_postgresql(statement.return_defaults()).implicit_returning);
    CHECK(pg(statement.return_defaults()) ==
          "UPDATE accounts SET code=$1, version=(accounts.version + $2) WHERE accounts.id = $3 RETURNING "
          "accounts.version");
    CHECK(lite(statement.return_defaults(accounts.balance)) ==
          "UPDATE accounts SET code=?, version=(accounts.version + ?) WHERE accounts.id = ? RETURNING balance");
    CHECK(pg(update(accounts).values(accounts.code = "C").return_defaults()) == "UPDATE accounts SET code=$1");
    CHECK_THROWS_AS(statement.return_defaults(users.id), az::ArgumentError);
}

TEST_CASE("an update without assignments is not compiled", "[unit]") {
    CHECK_THROWS_AS(pg(update(users).where(users.id == 1)), az::CompileError);
    CHECK_THROWS_AS(update(users).values(orders.total = 1.0), az::ArgumentError);
}

TEST_CASE("an alias can be updated", "[unit]") {
    const auto u = users.alias("u");
    CHECK(pg(update(u).where(u.id == 1).values(u.name = "x")) == "UPDATE users AS u SET name=$1 WHERE u.id = $2");
}

TEST_CASE("filter_by finds the column by its name", "[unit]") {
    CHECK(pg(update(users).filter_by("name", "ada").values(users.age = 1)) ==
          "UPDATE users SET age=$1 WHERE users.name = $2");
}

TEST_CASE("named parameters take the type of the column", "[unit]") {
    const auto statement = update(users)
                               .where(users.name == bindparam("old_name"))
                               .values(users.name = bindparam("new_name"), users.age = bindparam<int>("age_now"));
    const std::vector<az::NamedValue> values{az::named("old_name", "june"), az::named("age_now", 62),
                                             az::named("new_name", "julia")};
    const az::Prepared prepared = az::prepare(statement, az::postgresql::dialect(), {}, values);
    CHECK(folded(prepared.compiled->text->sql) == "UPDATE users SET name=$1, age=$2 WHERE users.name = $3");
    CHECK(prepared.compiled->text->parameter_types[0].kind() == az::TypeKind::string);
    CHECK(prepared.compiled->text->parameter_types[1].kind() == az::TypeKind::integer);
    CHECK(prepared.parameters.count() == 3);
    CHECK(prepared.compiled->binds[2]->value.as<std::string>() == "june");
    CHECK_THROWS_WITH(az::prepare(statement, az::postgresql::dialect()),
                      "A value is required for bind parameter 'new_name'");
}

TEST_CASE("fields of rows are an update's parameters in the order of their first use", "[unit]") {
    const auto statement =
        update(users).where(users.id == bindparam<int>("which")).values(users.name = bindparam<std::string>("given"));
    const az::PreparedMany many(statement, std::vector<az::SqlType>(2), az::postgresql::dialect());
    CHECK(many.fields_are_parameters());
    CHECK(many.field_names() == std::vector<std::string>{"given", "which"});
    CHECK_THROWS_AS(az::PreparedMany(statement, std::vector<az::SqlType>(3), az::postgresql::dialect()),
                    az::ArgumentError);
    CHECK_THROWS_AS(az::PreparedMany(statement, std::vector<az::SqlType>(1), az::postgresql::dialect()),
                    az::ArgumentError);
}

TEST_CASE("rows of fields are a query's arguments", "[unit]") {
    const auto rename = az::query([](Param<int> id, Param<std::string> name) {
        return update(users).where(users.id == id).values(users.name = name);
    });
    const az::PreparedMany many(rename, std::vector<az::SqlType>(2), az::sqlite::dialect());
    CHECK_FALSE(many.fields_are_parameters());
    CHECK(many.field_types()[1].kind() == az::TypeKind::string);
    az::ParameterBuffer fields;
    fields.add(std::int32_t{7}, many.field_types()[0]);
    fields.add(std::string_view("ada"), many.field_types()[1]);
    az::ParameterBuffer sent;
    many.encode(fields, sent);
    std::vector<std::string_view> cells;
    sent.for_each(many.compiled()->text->parameter_types, [&](const az::Cell& cell) { cells.push_back(cell.text()); });
    REQUIRE(cells.size() == 2);
    CHECK(cells[0] == "ada");
    CHECK(cells[1].size() == 4);
}
