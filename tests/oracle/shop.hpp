#pragma once

#include <azoth/azoth.hpp>
#include <azoth/types/all.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The shop of the oracle (data/schema_pg.sql): the tables that the cases use.
namespace shop {

namespace az = azoth;

template <class T>
using Optional = std::optional<T>;

inline az::MetaData metadata;

struct Users {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name", az::String(40), az::unique};
    az::Column<Optional<std::string>> fullname{"fullname", az::String(120)};
    az::Column<Optional<std::string>> email{"email", az::String(120)};
    az::Column<Optional<std::int32_t>> age{"age"};
    az::Column<az::Timestamptz> created_at{"created_at"};
    az::Column<bool> is_active{"is_active", az::server_default(az::true_())};
};
inline const az::Table<Users> users{"users", metadata};

struct Addresses {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::int32_t> user_id{"user_id", az::ForeignKey("users.id").on_delete("CASCADE")};
    az::Column<std::string> kind{"kind", az::String(10), az::server_default("home")};
    az::Column<std::string> street{"street", az::String(80)};
    az::Column<std::string> city{"city", az::String(40)};
    az::Column<Optional<std::string>> postcode{"postcode", az::String(12)};
};
inline const az::Table<Addresses> addresses{"addresses", metadata};

struct Orders {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::int32_t> user_id{"user_id", az::ForeignKey("users.id")};
    az::Column<std::string> status{"status", az::String(12), az::server_default("new")};
    az::Column<az::Decimal> total{"total", az::Numeric(10, 2)};
    az::Column<az::Timestamp> placed_at{"placed_at"};
    az::Column<Optional<std::string>> note{"note", az::Text()};
};
inline const az::Table<Orders> orders{"orders", metadata};

struct Categories {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<Optional<std::int32_t>> parent_id{"parent_id", az::ForeignKey("categories.id")};
    az::Column<std::string> name{"name", az::String(40)};
    az::Column<std::int16_t> position{"position", az::server_default(az::literal_column("0"))};
};
inline const az::Table<Categories> categories{"categories", metadata};

struct Products {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> sku{"sku", az::String(20), az::unique};
    az::Column<std::string> name{"name", az::String(60)};
    az::Column<Optional<std::int32_t>> category_id{"category_id", az::ForeignKey("categories.id")};
    az::Column<az::Decimal> price{"price", az::Numeric(8, 2)};
    az::Column<Optional<double>> weight{"weight"};
    az::Column<std::vector<std::string>> tags{"tags", az::Array(az::Text()).with_variant(az::Json(), "sqlite")};
    az::Column<az::Value> attributes{"attributes", az::Jsonb().with_variant(az::Json(), "sqlite")};
};
inline const az::Table<Products> products{"products", metadata};

struct OrderItems {
    az::Column<std::int32_t> order_id{"order_id", az::primary_key, az::ForeignKey("orders.id").on_delete("CASCADE")};
    az::Column<std::int32_t> product_id{"product_id", az::primary_key, az::ForeignKey("products.id")};
    az::Column<std::int32_t> quantity{"quantity"};
    az::Column<az::Decimal> unit_price{"unit_price", az::Numeric(8, 2)};
};
inline const az::Table<OrderItems> order_items{"order_items", metadata};

struct Employees {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<Optional<std::int32_t>> manager_id{"manager_id", az::ForeignKey("employees.id")};
    az::Column<std::string> name{"name", az::String(40)};
    az::Column<std::string> dept{"dept", az::String(20)};
    az::Column<az::Decimal> salary{"salary", az::Numeric(10, 2)};
    az::Column<Optional<az::Decimal>> bonus{"bonus", az::Numeric(10, 2)};
    az::Column<std::chrono::year_month_day> hired_on{"hired_on"};
};
inline const az::Table<Employees> employees{"employees", metadata};

struct Readings {
    az::Column<std::int32_t> sensor_id{"sensor_id", az::primary_key, az::autoincrement(false)};
    az::Column<az::Timestamp> at{"at", az::primary_key};
    az::Column<Optional<double>> value{"value"};
    az::Column<std::int32_t> flags{"flags", az::server_default(az::literal_column("0"))};
};
inline const az::Table<Readings> readings{"readings", metadata};

struct Documents {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> title{"title", az::String(80)};
    az::Column<std::string> body{"body", az::Text()};
    az::Column<Optional<std::int32_t>> author_id{"author_id", az::ForeignKey("users.id")};
    az::Column<Optional<std::chrono::year_month_day>> published_on{"published_on"};
    az::Column<az::Value> meta{"meta", az::Json()};
    az::Column<Optional<std::vector<std::byte>>> digest{"digest"};
};
inline const az::Table<Documents> documents{"documents", metadata};

struct Accounts {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> code{"code", az::String(12), az::unique};
    az::Column<Optional<std::int32_t>> owner_id{"owner_id", az::ForeignKey("users.id")};
    az::Column<std::int64_t> balance{"balance", az::server_default(az::literal_column("0"))};
    az::Column<std::int32_t> version{"version", az::server_default(az::literal_column("1"))};
};
inline const az::Table<Accounts> accounts{"accounts", metadata};

/// A table in a second schema.
struct Events {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<Optional<std::int32_t>> user_id{"user_id"};
    az::Column<std::string> action{"action", az::String(20)};
    az::Column<az::Timestamp> at{"at"};
    az::Column<Optional<std::string>> detail{"detail", az::Text()};
};
inline const az::Table<Events> events{"events", metadata, az::schema("audit")};

/// A table whose identifiers all need quotes or are unusual.
struct LineItems {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::int32_t> order{"order"};
    az::Column<az::Decimal> unit_price{"Unit Price", az::Numeric(8, 2)};
    az::Column<Optional<std::string>> user_name{"userName", az::String(40)};
    az::Column<Optional<std::string>> select{"select", az::String(20)};
    az::Column<Optional<std::int32_t>> percent{"percent%"};
    az::Column<Optional<std::string>> half_quote{"half\"quote", az::String(20)};
    az::Column<Optional<std::int32_t>> size{"größe"};
};
inline const az::Table<LineItems> line_items{"Line Items", metadata};

// Outside of the struct: g++ 12 does not compile a braced list in a member's initializer.
inline const az::Enum reservation_state{"reservation_state", {"held", "booked", "released"}};

/// PostgreSQL only.
struct Reservations {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> room{"room", az::String(20)};
    az::Column<az::Range<std::chrono::year_month_day>> during{"during"};
    az::Column<Optional<az::Range<std::int32_t>>> guests{"guests"};
    az::Column<std::string> state{"state", reservation_state};
    az::Column<az::Value> token{"token", az::Uuid()};
    az::Column<Optional<az::Interval>> hold_for{"hold_for"};
};
inline const az::Table<Reservations> reservations{"reservations", metadata};

}  // namespace shop
