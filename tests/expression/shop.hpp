#pragma once

#include "folded.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/param.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sqlite/dialect.hpp>
#include <azoth/types/all.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Tables with columns of many types, and what expressions over them come to in the two dialects.
namespace shop {

namespace az = azoth;
namespace func = azoth::func;
using std::chrono::local_days;
using std::chrono::year;
using Text = std::string;
using OptionalText = std::optional<std::string>;

struct Users {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<Text> name{"name", az::String(40)};
    az::Column<OptionalText> fullname{"fullname", az::String(120)};
    az::Column<OptionalText> email{"email", az::String(120)};
    az::Column<std::optional<std::int32_t>> age{"age"};
    az::Column<az::Timestamptz> created_at{"created_at"};
    az::Column<bool> is_active{"is_active"};
};
struct Orders {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::int32_t> user_id{"user_id"};
    az::Column<Text> status{"status", az::String(12)};
    az::Column<az::Decimal> total{"total", az::Numeric(10, 2)};
    az::Column<az::Timestamp> placed_at{"placed_at"};
    az::Column<OptionalText> note{"note", az::Text()};
};
struct Products {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<Text> sku{"sku", az::String(20)};
    az::Column<Text> name{"name", az::String(60)};
    az::Column<az::Decimal> price{"price", az::Numeric(8, 2)};
    az::Column<std::optional<double>> weight{"weight"};
    az::Column<std::vector<Text>> tags{"tags", az::Array(az::Text()).with_variant(az::Json(), "sqlite")};
    az::Column<OptionalText> attributes{"attributes", az::Jsonb().with_variant(az::Json(), "sqlite")};
};
struct Items {
    az::Column<std::int32_t> order_id{"order_id", az::primary_key};
    az::Column<std::int32_t> product_id{"product_id", az::primary_key};
    az::Column<std::int32_t> quantity{"quantity"};
};
struct Employees {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<Text> name{"name", az::String(40)};
    az::Column<Text> dept{"dept", az::String(20)};
    az::Column<az::Decimal> salary{"salary", az::Numeric(10, 2)};
    az::Column<std::optional<az::Decimal>> bonus{"bonus", az::Numeric(10, 2)};
    az::Column<local_days> hired_on{"hired_on"};
};
struct Readings {
    az::Column<std::int32_t> sensor_id{"sensor_id", az::primary_key};
    az::Column<az::Timestamp> at{"at", az::primary_key};
    az::Column<std::optional<double>> value{"value"};
    az::Column<std::int32_t> flags{"flags"};
};
struct Documents {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<Text> title{"title", az::String(80)};
    az::Column<Text> body{"body", az::Text()};
    az::Column<std::optional<local_days>> published_on{"published_on"};
    az::Column<OptionalText> meta{"meta", az::Json()};
    az::Column<std::optional<std::vector<std::byte>>> digest{"digest"};
};
struct Accounts {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::int64_t> balance{"balance"};
    az::Column<std::int32_t> version{"version"};
};
struct Reservations {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<az::Range<local_days>> during{"during"};
    az::Column<std::optional<az::Range<std::int32_t>>> guests{"guests"};
    az::Column<std::optional<az::Interval>> hold_for{"hold_for"};
    az::Column<std::optional<az::HStoreMap>> extra{"extra"};
};

inline az::MetaData metadata;
inline const az::Table<Users> users{"users", metadata};
inline const az::Table<Orders> orders{"orders", metadata};
inline const az::Table<Products> products{"products", metadata};
inline const az::Table<Items> order_items{"order_items", metadata};
inline const az::Table<Employees> employees{"employees", metadata};
inline const az::Table<Readings> readings{"readings", metadata};
inline const az::Table<Documents> documents{"documents", metadata};
inline const az::Table<Accounts> accounts{"accounts", metadata};
inline const az::Table<Reservations> reservations{"reservations", metadata};

inline std::string sql(const az::Statement& statement, const az::Dialect& dialect, bool literals = false) {
    az::CompileOptions options;
    options.literal_binds = literals;
    return azoth_tests::folded(dialect.compile(statement, options).text->sql);
}

/// The expression as it is written in a select list.
template <class E>
std::string pg(const E& expression, bool literals = false) {
    const std::string text = sql(select(expression.label("x")), az::postgresql::dialect(), literals);
    return text.substr(7, text.find(" AS x") - 7);
}
template <class E>
std::string lite(const E& expression, bool literals = false) {
    const std::string text = sql(select(expression.label("x")), az::sqlite::dialect(), literals);
    return text.substr(7, text.find(" AS x") - 7);
}
/// Conditions as they are written in a WHERE.
template <class... Conditions>
std::string pg_where(const Conditions&... conditions) {
    const std::string text =
        sql(select(az::literal_column<int>("1").label("x")).where(conditions...), az::postgresql::dialect());
    return text.substr(text.find(" WHERE ") + 7);
}
template <class... Conditions>
std::string lite_where(const Conditions&... conditions) {
    const std::string text =
        sql(select(az::literal_column<int>("1").label("x")).where(conditions...), az::sqlite::dialect());
    return text.substr(text.find(" WHERE ") + 7);
}

}  // namespace shop
