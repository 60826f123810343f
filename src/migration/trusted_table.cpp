#include "migration/trusted_table.hpp"

#include "engine/connection_access.hpp"
#include "sql/pinned.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/text.hpp>

#include <optional>
#include <string_view>
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

// Reads nothing but pg_catalog: not even the number of columns of a view is looked at. pg_has_role says yes of a
// superuser for every role.
constexpr std::string_view postgresql_query =
    "SELECT CASE WHEN NOT c.relkind = 'r' THEN 'it is not an ordinary table' "
    "WHEN NOT (c.relowner = me.oid OR o.rolsuper OR c.relowner = d.datdba OR "
    "(NOT me.rolsuper AND pg_catalog.pg_has_role(me.oid, c.relowner, 'USAGE'))) THEN 'it belongs to another role' "
    "WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) "
    "THEN 'it has a trigger' "
    "WHEN EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid) THEN 'it has a rule' "
    "WHEN c.relrowsecurity OR EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) "
    "THEN 'it has row level security' "
    "WHEN EXISTS (SELECT FROM pg_catalog.pg_attrdef e WHERE e.adrelid = c.oid) "
    "THEN 'a column of it has a default or is generated' "
    "WHEN EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') "
    "THEN 'it has a CHECK constraint' "
    "WHEN EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND (i.indexprs IS NOT NULL OR "
    "i.indpred IS NOT NULL)) THEN 'it has an index with an expression' "
    "WHEN EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type y ON y.oid = a.atttypid JOIN "
    "pg_catalog.pg_namespace yn ON yn.oid = y.typnamespace WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT "
    "yn.nspname = 'pg_catalog') THEN 'a column of it has a type that is not built in' "
    "WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid) "
    "THEN 'other tables inherit from it' END::text, pg_catalog.pg_get_userbyid(c.relowner)::text "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_catalog.pg_roles o ON o.oid = c.relowner "
    "JOIN pg_catalog.pg_roles me ON me.rolname = CURRENT_USER "
    "JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database() "
    "WHERE c.relname = :table AND (n.nspname = :schema OR (:schema = '' AND pg_catalog.pg_table_is_visible(c.oid)))";

task<Distrust> look_on_postgresql(AsyncConnection& connection, const std::string& table, const std::string& schema) {
    const auto query = text(pinned(postgresql_query))
                           .columns<std::optional<std::string>, std::optional<std::string>>()
                           .bind("table", table, Text())
                           .bind("schema", schema, Text());
    const auto result = co_await connection.execute(query);
    Distrust distrust;
    for (const auto& [reason, owner] : result) distrust = {reason, owner};
    co_return distrust;
}

task<Distrust> look_on_sqlite(AsyncConnection& connection, const std::string& table, const std::string& schema) {
    const std::string master = (schema.empty() ? std::string("main") : identifier(schema)) + ".sqlite_master";
    const auto query =
        text(
            "SELECT CASE WHEN type = 'trigger' THEN 'it has a trigger' WHEN type = 'view' THEN 'it is a view' WHEN sql "
            "LIKE 'CREATE VIRTUAL%' THEN 'it is a virtual table' END FROM " +
            master +
            " WHERE (type = 'trigger' AND tbl_name = :table COLLATE NOCASE) OR (type IN ('table', 'view') AND name = "
            ":table COLLATE NOCASE)")
            .columns<std::optional<std::string>>()
            .bind("table", table, Text());
    const auto result = co_await connection.execute(query);
    Distrust distrust;
    for (const auto& [reason] : result) {
        if (reason) distrust.reason = reason;
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
    if (detail::ConnectionAccess::state(connection)->dialect().name() != "postgresql") {
        const Distrust found = co_await look_on_sqlite(connection, table, schema);
        require(found, table, schema);
        co_return;
    }
    Distrust found = co_await look_on_postgresql(connection, table, schema);
    require(found, table, schema);
    if (!found.owner) co_return;
    // ROW EXCLUSIVE keeps others from creating triggers, for which a role needs a privilege only; ACCESS SHARE from
    // everything that a SELECT could meet.
    std::string lock = "LOCK TABLE " + full_identifier(table, schema) + " IN " +
                       (use == TableUse::read ? "ACCESS SHARE" : "ROW EXCLUSIVE") + " MODE";
    co_await connection.exec_driver_sql(std::move(lock));
    // It may have been exchanged before the lock.
    found = co_await look_on_postgresql(connection, table, schema);
    require(found, table, schema);
}

}  // namespace azoth
