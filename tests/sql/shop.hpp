#pragma once

#include "folded.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/schema/constraints.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// Tables of a shop, and what statements over them come to in the two dialects.
namespace shop {

namespace az = azoth;

struct Users {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name", az::String(40), az::unique};
    az::Column<std::optional<std::string>> fullname{"fullname", az::String(120)};
    az::Column<std::optional<std::int32_t>> age{"age"};
    az::Column<bool> is_active{"is_active", az::server_default("true")};
};

struct Addresses {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::int32_t> user_id{"user_id", az::ForeignKey("users.id")};
    az::Column<std::string> kind{"kind", az::String(10), az::server_default("home")};
    az::Column<std::string> street{"street", az::String(80)};
    az::Column<std::string> city{"city", az::String(40)};
};

struct Categories {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::optional<std::int32_t>> parent_id{"parent_id"};
    az::Column<std::string> name{"name", az::String(40)};
    az::Column<std::int16_t> position{"position", az::server_default("0")};
};

struct Accounts {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> code{"code", az::String(12), az::unique};
    az::Column<std::optional<std::int32_t>> owner_id{"owner_id"};
    az::Column<std::int64_t> balance{"balance", az::server_default("0")};
    az::Column<std::int32_t> version{"version", az::server_default("1")};
};

struct Items {
    az::Column<std::int32_t> order_id{"order_id", az::primary_key, az::ForeignKey("orders.id")};
    az::Column<std::int32_t> product_id{"product_id", az::primary_key};
    az::Column<std::int32_t> quantity{"quantity"};
};

struct Orders {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::int32_t> user_id{"user_id", az::ForeignKey("users.id")};
    az::Column<std::string> status{"status", az::String(12), az::server_default("new")};
    az::Column<double> total{"total"};
};

struct Events {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::optional<std::int32_t>> user_id{"user_id"};
    az::Column<std::string> action{"action", az::String(20)};
    az::Column<std::optional<std::string>> detail{"detail"};
};

inline az::MetaData metadata;
inline const az::Table<Users> users{"users", metadata};
inline const az::Table<Addresses> addresses{"addresses", metadata};
inline const az::Table<Categories> categories{"categories", metadata};
inline const az::Table<Accounts> accounts{"accounts", metadata};
inline const az::Table<Orders> orders{"orders", metadata};
inline const az::Table<Items> order_items{"order_items", metadata};

inline az::MetaData audit{"audit"};
inline const az::Table<Events> events{"events", audit};

using azoth_tests::folded;

inline az::Compiled on_postgresql(const az::Statement& statement, const az::CompileOptions& options = {}) {
    return az::compile(statement, az::postgresql::dialect(), options);
}
inline az::Compiled on_sqlite(const az::Statement& statement, const az::CompileOptions& options = {}) {
    return az::compile(statement, az::sqlite::dialect(), options);
}
inline std::string pg(const az::Statement& statement, const az::CompileOptions& options = {}) {
    return folded(on_postgresql(statement, options).text->sql);
}
inline std::string lite(const az::Statement& statement, const az::CompileOptions& options = {}) {
    return folded(on_sqlite(statement, options).text->sql);
}

}  // namespace shop
