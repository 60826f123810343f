#include "postgresql/migration_queries.hpp"

#include "postgresql/compiler.hpp"
#include "sql/migration_queries.hpp"
#include "sql/pinned.hpp"

namespace azoth::postgresql {
namespace {

// Reads only pg_catalog and does not depend on the number of a view's columns. pg_has_role returns true for a superuser
// and every role.
constexpr std::string_view distrust_query =
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
    "WHERE ";

// RESET ALL restores the settings from the session's start; those set since then are set again. SET LOCAL and SET
// TRANSACTION end with the transaction.
constexpr std::string_view settings_query =
    "SELECT pg_catalog.format('SELECT pg_catalog.set_config(%L, %L, false)', name, "
    "pg_catalog.current_setting(name)) FROM pg_catalog.pg_settings WHERE source = 'session' AND NOT "
    "pg_catalog.starts_with(name, 'transaction_') UNION ALL SELECT pg_catalog.format('SELECT "
    "pg_catalog.set_config(''role'', %L, false)', "
    "pg_catalog.current_setting('role'))";

// A condition on the class c and its namespace n. Compared as text: a literal of type name would be cut at 63 bytes.
std::string is_table(const NamedTable& table) {
    const std::string place = table.schema.empty() ? "pg_catalog.pg_table_is_visible(c.oid)"
                                                   : "n.nspname = " + literal(table.schema) + "::text";
    return "c.relname = " + literal(table.name) + "::text AND " + place;
}

class PostgresqlMigrationQueries final : public MigrationQueries {
public:
    std::string schema_of(std::string_view table) const override {
        return pinned(
            "SELECT coalesce((SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
            "n.oid = c.relnamespace WHERE c.oid = pg_catalog.to_regclass(pg_catalog.quote_ident(" +
            literal(table) + "))), pg_catalog.current_schema())::text");
    }
    std::string has_column(const NamedTable& table, std::string_view column) const override {
        return pinned(
            "SELECT a.attname::text FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = "
            "a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE a.attname = " +
            literal(column) + " AND NOT a.attisdropped AND " + is_table(table));
    }
    std::string distrust(const NamedTable& table) const override {
        return pinned(std::string(distrust_query) + is_table(table));
    }
    // ROW EXCLUSIVE keeps others from creating triggers, for which a role needs only a privilege; ACCESS SHARE keeps
    // them from all changes that could affect a SELECT.
    std::string lock_table(const NamedTable& table, TableUse use) const override {
        const std::string schema = table.schema.empty() ? std::string() : quoted_identifier(table.schema) + '.';
        return "LOCK TABLE " + schema + quoted_identifier(table.name) + " IN " +
               (use == TableUse::read ? "ACCESS SHARE" : "ROW EXCLUSIVE") + " MODE";
    }
    std::string limit_waiting(std::chrono::milliseconds limit) const override {
        return "SET LOCAL lock_timeout = " + std::to_string(limit.count());
    }
    std::string_view equals() const noexcept override { return "OPERATOR(pg_catalog.=)"; }

    std::vector<std::string> reset_settings() const override { return {"RESET ALL"}; }
    std::vector<std::string> settings_queries() const override { return {pinned(settings_query)}; }
    bool settings_are_transactional() const noexcept override { return true; }
};

}  // namespace

const MigrationQueries& migration_queries() noexcept {
    static const PostgresqlMigrationQueries instance;
    return instance;
}

}  // namespace azoth::postgresql
