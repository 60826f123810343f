#include "sqlite/migration_queries.hpp"

#include "sql/migration_queries.hpp"
#include "sqlite/compiler.hpp"

#include <array>

namespace azoth::sqlite {
namespace {

constexpr std::array<std::string_view, 7> pragmas{
    "foreign_keys",   "legacy_alter_table",        "ignore_check_constraints", "recursive_triggers",
    "trusted_schema", "reverse_unordered_selects", "writable_schema"};

class SqliteMigrationQueries final : public MigrationQueries {
public:
    std::string schema_of(std::string_view) const override { return {}; }
    std::string has_column(const NamedTable& table, std::string_view column) const override {
        const std::string schema = table.schema.empty() ? std::string() : ", " + literal(table.schema);
        return "SELECT name FROM pragma_table_info(" + literal(table.name) + schema +
               ") WHERE name = " + literal(column);
    }
    std::string distrust(const NamedTable& table) const override {
        const std::string master =
            (table.schema.empty() ? std::string("main") : quoted_identifier(table.schema)) + ".sqlite_master";
        const std::string name = literal(table.name);
        return "SELECT CASE WHEN type = 'trigger' THEN 'it has a trigger' WHEN type = 'view' THEN 'it is a view' WHEN "
               "sql LIKE 'CREATE VIRTUAL%' THEN 'it is a virtual table' END AS reason, NULL FROM " +
               master + " WHERE (type = 'trigger' AND tbl_name = " + name +
               " COLLATE NOCASE) OR (type IN ('table', 'view') AND name = " + name +
               " COLLATE NOCASE) ORDER BY reason IS NOT NULL";
    }
    // The first writing statement locks the whole database.
    std::string lock_table(const NamedTable&, TableUse) const override { return {}; }
    // The connection's busy timeout limits it.
    std::string limit_waiting(std::chrono::milliseconds) const override { return {}; }
    std::string_view equals() const noexcept override { return "="; }

    std::vector<std::string> reset_settings() const override { return {}; }
    std::vector<std::string> settings_queries() const override {
        std::vector<std::string> queries;
        for (const std::string_view pragma : pragmas) {
            const std::string name(pragma);
            queries.push_back("SELECT 'PRAGMA " + name + " = ' || " + name + " FROM pragma_" + name);
        }
        return queries;
    }
    bool settings_are_transactional() const noexcept override { return false; }
};

}  // namespace

const MigrationQueries& migration_queries() noexcept {
    static const SqliteMigrationQueries instance;
    return instance;
}

}  // namespace azoth::sqlite
