#include "migration/trusted_table.hpp"

#include "engine/connection_access.hpp"
#include <azoth/error.hpp>

#include <optional>
#include <utility>

namespace azoth {
namespace {

/// What makes a table not trusted, and its owner where there are owners.
struct Distrust {
    std::optional<std::string> reason;
    std::optional<std::string> owner;
};

std::string identifier(const std::string& name) {
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"') result += c;
        result += c;
    }
    return result + '"';
}

std::string full_identifier(const std::string& table, const std::string& schema) {
    return schema.empty() ? identifier(table) : identifier(schema) + '.' + identifier(table);
}

task<Distrust> find_distrust(AsyncConnection& connection, std::string sql) {
    const Result<Dynamic> result = co_await connection.exec_driver_sql(std::move(sql));
    Distrust distrust;
    for (const auto& row : result) {
        distrust = {row.get<std::optional<std::string>>(0), row.get<std::optional<std::string>>(1)};
    }
    co_return distrust;
}

void require(const Distrust& found, const std::string& table, const std::string& schema) {
    if (!found.reason) return;
    std::string message = "the migrations' table " + full_identifier(table, schema) +
                          " could execute code of another role: " + *found.reason;
    if (found.owner) message += " (its owner is " + identifier(*found.owner) + ')';
    throw InvalidRequestError(
        message + "; change that (ALTER TABLE ... OWNER TO, DROP), or name another table in MigrationOptions");
}

}  // namespace

task<void> require_trusted_table(AsyncConnection& connection, std::string table, std::string schema, TableUse use) {
    const MigrationQueries& queries = detail::ConnectionAccess::state(connection)->dialect().migration_queries();
    const NamedTable named{table, schema};
    Distrust found = co_await find_distrust(connection, queries.distrust(named));
    require(found, table, schema);
    std::string lock = queries.lock_table(named, use);
    if (!found.owner || lock.empty()) co_return;
    co_await connection.exec_driver_sql(std::move(lock));
    // It may have been exchanged before the lock.
    found = co_await find_distrust(connection, queries.distrust(named));
    require(found, table, schema);
}

}  // namespace azoth
