#include "postgresql_schema.hpp"
#include "sqlite_schema.hpp"
#include "support.hpp"

namespace {

using namespace azoth;
using namespace azoth_tests;

ReflectedTable table_of(std::string name, const std::vector<std::string>& columns) {
    ReflectedTable table;
    table.name = std::move(name);
    for (const std::string& column : columns) {
        ReflectedColumn& each = table.columns.emplace_back();
        each.name = column;
        each.type = Integer();
        each.type_sql = "integer";
    }
    return table;
}

}  // namespace

TEST_CASE("a header declares a struct of columns and a table for each table", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        std::vector<std::string> statements;
        statements.emplace_back("CREATE TABLE users (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(50) DEFAULT 'x''y')");
        statements.emplace_back(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE "
            "CASCADE)");
        statements.emplace_back("CREATE INDEX ix_orders ON orders (user_id DESC)");
        co_await execute_all(conn, std::move(statements));
        const ReflectedSchema schema = co_await read_all(conn);
        CHECK(schema_header(schema) ==
              R"header(#pragma once

#include <azoth/azoth.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace schema {

namespace az = azoth;

inline az::MetaData metadata;

struct Orders {
    az::Column<std::int64_t> id{"id", az::BigInteger().spelled("INTEGER"), az::primary_key};
    az::Column<std::int64_t> user_id{"user_id", az::ForeignKey("users.id").on_delete("CASCADE")};
};
inline const az::Table<Orders> orders{
    "orders",
    metadata,
    [](const auto& t) { return az::Index("ix_orders", t.user_id.desc()); }};

struct Users {
    az::Column<std::int64_t> id{"id", az::primary_key, az::autoincrement(false)};
    az::Column<std::optional<std::string>> name{
        "name",
        az::String(50),
        az::server_default(az::literal_column("'x''y'"))};
};
inline const az::Table<Users> users{"users", metadata};

}  // namespace schema
)header");
    });
}

TEST_CASE("a header changes names that are not C++ names", "[unit]") {
    ReflectedSchema schema;
    schema.tables.push_back(
        table_of("class", {"int", "a b", "a_b", "a-b", "2nd", "Größe", "_x__y_", "alias", "Class"}));
    schema.tables.push_back(table_of("user accounts", {"id"}));
    schema.tables.push_back(table_of("user_accounts", {"id"}));
    HeaderOptions options;
    options.name_space = "shop::tables";
    options.metadata = "meta";
    const std::string text = schema_header(schema, options);
    for (const char* const expected :
         {"namespace shop::tables {", "inline az::MetaData meta;", "struct Class {", "> int_{\"int\"}",
          "> a_b{\"a b\"}", "> a_b_2{\"a_b\"}", "> a_b_3{\"a-b\"}", "> x2nd{\"2nd\"}", "> Gr_e{\"Größe\"}",
          "> x_y{\"_x__y_\"}", "> alias_{\"alias\"}", "> Class_{\"Class\"}", "az::Table<Class> class_{\"class\", meta}",
          "struct UserAccounts {", "user_accounts{\"user accounts\", meta}", "struct UserAccounts_2 {",
          "user_accounts_2{\"user_accounts\", meta}"}) {
        CHECK_THAT(text, ContainsSubstring(expected));
    }
}

TEST_CASE("a header comments on a type that azoth does not know", "[unit]") {
    ReflectedSchema schema;
    schema.tables.push_back(table_of("places", {"at"}));
    schema.tables[0].columns[0].type = UserDefinedType("point", "pg_catalog");
    schema.tables[0].columns[0].type_sql = "point";
    const std::string text = schema_header(schema);
    CHECK_THAT(text, ContainsSubstring("// point is not known to azoth: its values are read as text\n"));
    CHECK_THAT(text, ContainsSubstring("az::Column<std::optional<std::string>> at{\"at\", "
                                       "az::UserDefinedType(\"point\", \"pg_catalog\")};"));
}

TEST_CASE("a table with more columns than a struct can have is declared without a struct", "[unit]") {
    std::vector<std::string> columns;
    for (int i = 0; i < 101; ++i) columns.push_back(std::string("c").append(std::to_string(i)));
    ReflectedSchema schema;
    schema.tables.push_back(table_of("wide", columns));
    const std::string text = schema_header(schema);
    CHECK_THAT(text, ContainsSubstring("inline const az::Table<> wide{"));
    CHECK_THAT(text, ContainsSubstring("az::Column{\"c100\", az::Integer()}"));
}
