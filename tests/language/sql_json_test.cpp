#include "engine/support.hpp"
#include "server_version.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <string>
#include <vector>

namespace {

namespace az = azoth;
namespace func = azoth::func;

struct Orders {
    az::Column<std::int32_t> id{"id", az::primary_key, az::autoincrement(false)};
    az::Column<std::string> doc{"doc", az::Jsonb()};
};

az::MetaData meta;
const az::Table<Orders> orders{"sql_json_orders", meta};

std::string json_sql_of(const az::Statement& statement) {
    return az::compile(statement, az::postgresql::dialect()).text->sql;
}

std::string refusal(const az::Statement& statement) {
    try {
        az::compile(statement, az::sqlite::dialect());
    } catch (const az::UnsupportedCompilationError& error) {
        return error.what();
    }
    return {};
}

auto items() {
    return az::json_table(orders.doc, "$.items[*]", az::json_ordinality("n"),
                          az::json_column<std::string>("name", "$.name"),
                          az::json_column<std::int32_t>("price", "$.price"))
        .name("items")
        .joins_implicitly();
}

// Runs body(conn) on a server of a version, with one order.
template <class Body>
void with_order(int version, Body given) {
    if (azoth_tests::postgresql_url().empty()) return;
    azoth_tests::run([](int wanted, Body body) -> az::task<void> {
        auto engine = az::create_async_engine(azoth_tests::postgresql_url());
        {
            auto conn = co_await engine.connect();
            if (co_await azoth_tests::has_postgresql(conn, wanted)) {
                co_await meta.drop_all(conn);
                co_await meta.create_all(conn);
                co_await conn.exec_driver_sql(
                    "INSERT INTO sql_json_orders VALUES (1, '{\"customer\": \"ada\", \"count\": 3, \"items\": "
                    "[{\"name\": "
                    "\"tea\", \"price\": 4}, {\"name\": \"jam\"}]}')");
                co_await body(conn);
                co_await conn.rollback();
            }
        }
        co_await engine.dispose();
    }(version, given));
}

}  // namespace

TEST_CASE("SQL/JSON functions name the path and the type", "[unit]") {
    CHECK(json_sql_of(az::select(func::json_value<std::int32_t>(orders.doc, "$.count").label("x"))) ==
          "SELECT JSON_VALUE(sql_json_orders.doc, '$.count' RETURNING INTEGER) AS x\nFROM sql_json_orders");
    CHECK(json_sql_of(az::select(
              func::json_value<std::string>(orders.doc, "$.customer", az::JsonFallback::error, az::JsonFallback::error)
                  .label("x"))) ==
          "SELECT JSON_VALUE(sql_json_orders.doc, '$.customer' RETURNING VARCHAR ERROR ON EMPTY ERROR ON ERROR) AS "
          "x\nFROM "
          "sql_json_orders");
    CHECK(json_sql_of(az::select(func::json_query(orders.doc, "$.items[*].name", true).label("x"))) ==
          "SELECT JSON_QUERY(sql_json_orders.doc, '$.items[*].name' WITH CONDITIONAL WRAPPER) AS x\nFROM "
          "sql_json_orders");
    CHECK(json_sql_of(az::select(orders.id).where(func::json_exists(orders.doc, "$.customer"))) ==
          "SELECT sql_json_orders.id\nFROM sql_json_orders\nWHERE JSON_EXISTS(sql_json_orders.doc, '$.customer')");
    const auto all = items();
    CHECK(json_sql_of(az::select(orders.id, all.column<std::optional<std::string>>("name")).select_from(orders, all)) ==
          "SELECT sql_json_orders.id, items.name\nFROM sql_json_orders, JSON_TABLE(sql_json_orders.doc, '$.items[*]' "
          "COLUMNS (n FOR ORDINALITY, name VARCHAR PATH '$.name', price INTEGER PATH '$.price')) AS items");
}

TEST_CASE("SQLite has no SQL/JSON, UUIDs and ANY_VALUE", "[unit]") {
    CHECK(refusal(az::select(func::json_value<int>(orders.doc, "$.count"))) == "sqlite has no JSON_VALUE");
    CHECK(refusal(az::select(func::json_query(orders.doc, "$.count"))) == "sqlite has no JSON_QUERY");
    CHECK(refusal(az::select(func::json_exists(orders.doc, "$.count"))) == "sqlite has no JSON_EXISTS");
    const auto all = items();
    CHECK(refusal(az::select(all.column<std::int32_t>("n")).select_from(orders, all)) == "sqlite has no JSON_TABLE");
    CHECK(refusal(az::select(func::uuidv7())) == "sqlite has no uuidv7()");
    CHECK(refusal(az::select(func::any_value(orders.id))) == "sqlite has no any_value()");
}

TEST_CASE("JSON_VALUE, JSON_QUERY and JSON_EXISTS read a document", "[postgresql]") {
    with_order(17, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto statement =
            az::select(func::json_value<std::int32_t>(orders.doc, "$.count"),
                       func::json_value<std::string>(orders.doc, "$.customer"),
                       func::json_value<std::string>(orders.doc, "$.none"),
                       func::json_query<std::string>(orders.doc, "$.items[*].name", true),
                       func::json_exists(orders.doc, "$.customer"), func::json_exists(orders.doc, "$.none"));
        const auto rows = co_await conn.execute(statement);
        const auto& [count, who, none, names, has_who, has_none] = rows.one();
        CHECK(count == 3);
        CHECK(who == "ada");
        CHECK_FALSE(none.has_value());
        CHECK(names == R"(["tea", "jam"])");
        CHECK(has_who);
        CHECK_FALSE(has_none);
    });
}

TEST_CASE("JSON_VALUE fails where that is wanted", "[postgresql]") {
    with_order(17, [](az::AsyncConnection& conn) -> az::task<void> {
        std::string state;
        try {
            co_await conn.execute(
                az::select(func::json_value<std::int32_t>(orders.doc, "$.none", az::JsonFallback::error)));
        } catch (const az::DatabaseError& error) {
            state = error.sqlstate();
        }
        CHECK(state == "22035");
    });
}

TEST_CASE("JSON_TABLE has a row for each value", "[postgresql]") {
    with_order(17, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto all = items();
        const auto statement =
            az::select(orders.id, all.column<std::int32_t>("n"), all.column<std::optional<std::string>>("name"),
                       all.column<std::optional<std::int32_t>>("price"))
                .select_from(orders, all);
        const auto result = co_await conn.execute(statement);
        std::vector<std::string> seen;
        for (const auto& [id, n, name, price] : result) {
            seen.push_back(std::to_string(id) + ' ' + std::to_string(n) + ' ' + name.value_or("") + ' ' +
                           (price ? std::to_string(*price) : "none"));
        }
        CHECK(seen == std::vector<std::string>{"1 1 tea 4", "1 2 jam none"});
    });
}

TEST_CASE("ANY_VALUE returns a value of the group", "[postgresql]") {
    with_order(16, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto rows = co_await conn.execute(az::select(func::any_value(orders.id)));
        const auto& [id] = rows.one();
        CHECK(id == 1);
    });
}

TEST_CASE("UUIDs of version 7 are ordered by time", "[postgresql]") {
    with_order(18, [](az::AsyncConnection& conn) -> az::task<void> {
        const auto rows = co_await conn.execute(az::select(func::uuidv7(), func::uuidv7(az::Interval(0, 1, 0)),
                                                           func::uuid_extract_version(func::uuidv7()),
                                                           func::uuid_extract_version(func::gen_random_uuid())));
        const auto& [now, tomorrow, version, random_version] = rows.one();
        CHECK(now < tomorrow);
        CHECK(version == 7);
        CHECK(random_version == 4);
    });
}
