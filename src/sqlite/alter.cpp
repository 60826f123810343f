#include "sqlite/alter.hpp"

#include "sqlite/ddl_compiler.hpp"
#include <azoth/expression/ast.hpp>

#include <algorithm>

namespace azoth::sqlite {
namespace {

SqliteDdlCompiler compiler() { return SqliteDdlCompiler(CompileOptions()); }

// ADD COLUMN accepts no keys, no unique columns and no stored computed columns, and NOT NULL only with a constant
// default.
bool can_be_added(const ReflectedTable& table, const ReflectedColumn& column) {
    const auto uses = [&](const auto& infos) {
        return std::ranges::any_of(infos, [&](const auto& info) {
            return std::ranges::find(info.columns, column.name) != info.columns.end();
        });
    };
    const auto& keys = table.primary_key.columns;
    const bool key = std::ranges::find(keys, column.name) != keys.end();
    const bool constant = column.default_sql.find_first_of("(") == std::string::npos &&
                          column.default_sql.find("CURRENT_") == std::string::npos;
    return !key && !uses(table.unique_constraints) && !uses(table.foreign_keys) && !column.computed_stored &&
           constant && (column.nullable || !column.default_sql.empty());
}

class TableAlterer {
public:
    TableAlterer(const AlteredTable& table, AlterScript& script)
        : table_(table), script_(script), statements_(script.then), name_(qualified(table.to.schema, table.to.name)) {}

    void run() {
        const bool anew = needs_rebuild();
        for (const ReflectedIndex& index : table_.from.indexes) {
            if (!anew && std::ranges::find(table_.to.indexes, index) != table_.to.indexes.end()) continue;
            IndexInfo named;
            named.name = index.name;
            statements_.push_back(compiler().compile(ddl::DropIndex{table_.from_table, named, false, false}));
        }
        if (anew) {
            rebuild();
        } else {
            for (std::size_t i = table_.from.columns.size(); i < table_.to.columns.size(); ++i) {
                const ast::Column& column = *table_.to_table->columns()[i];
                statements_.push_back("ALTER TABLE " + name_ + " ADD COLUMN " +
                                      compiler().column_definition(*table_.to_table, column));
            }
        }
        for (std::size_t i = 0; i < table_.to.indexes.size(); ++i) {
            const auto& before = table_.from.indexes;
            if (!anew && std::ranges::find(before, table_.to.indexes[i]) != before.end()) continue;
            statements_.push_back(
                compiler().compile(ddl::CreateIndex{table_.to_table, table_.to_table->indexes[i], false}));
        }
    }

private:
    // False if columns are only added at the end and nothing else changes but indexes.
    bool needs_rebuild() const {
        ReflectedTable grown = table_.to;
        const std::size_t had = table_.from.columns.size();
        if (grown.columns.size() < had) return true;
        for (std::size_t i = had; i < grown.columns.size(); ++i) {
            if (!can_be_added(table_.to, grown.columns[i])) return true;
        }
        grown.columns.resize(had);
        grown.indexes = table_.from.indexes;
        grown.attached_sql = table_.from.attached_sql;
        return !(grown == table_.from);
    }

    void rebuild() {
        const std::string fresh_name = "azoth_new_" + table_.to.name;
        const std::string fresh = qualified(table_.to.schema, fresh_name);
        std::string create = compiler().compile(ddl::CreateTable{table_.to_table, false, {}});
        const std::string head = "CREATE TABLE ";
        create.replace(head.size(), name_.size(), fresh);
        statements_.push_back(std::move(create));
        std::string columns;
        for (const ReflectedColumn& column : table_.to.columns) {
            if (table_.from.find(column.name) == nullptr || !column.computed_sql.empty()) continue;
            columns += (columns.empty() ? "" : ", ") + qualified({}, column.name);
        }
        if (!columns.empty()) {
            statements_.push_back("INSERT INTO " + fresh + " (" + columns + ") SELECT " + columns + " FROM " + name_);
        }
        // AUTOINCREMENT never assigns a number twice, not even that of a deleted row.
        if (table_.from.options.sqlite_autoincrement && table_.to.options.sqlite_autoincrement) {
            const std::string counters = qualified(table_.to.schema, "sqlite_sequence");
            statements_.push_back("DELETE FROM " + counters + " WHERE name = " + literal(fresh_name));
            statements_.push_back("INSERT INTO " + counters + " (name, seq) SELECT " + literal(fresh_name) +
                                  ", seq FROM " + counters + " WHERE name = " + literal(table_.from.name));
        }
        statements_.push_back("DROP TABLE " + name_);
        statements_.push_back("ALTER TABLE " + fresh + " RENAME TO " + qualified({}, table_.to.name));
        // Dropping the table dropped its triggers.
        for (const std::string& sql : table_.from.attached_sql) script_.last.push_back(sql);
    }

    const AlteredTable& table_;
    AlterScript& script_;
    std::vector<std::string>& statements_;
    std::string name_;
};

}  // namespace

void alter_table(const AlteredTable& table, AlterScript& script) { TableAlterer(table, script).run(); }

void enclose(std::vector<std::string>& statements) {
    // With legacy_alter_table, renaming a table does not change the views and triggers that refer to it; they refer to
    // the name that it gets in the end.
    const std::vector<std::string> before{"PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON",
                                          "BEGIN IMMEDIATE"};
    const std::vector<std::string> after{"CREATE TEMP TABLE azoth_broken_keys (found INTEGER CHECK (found = 0))",
                                         "INSERT INTO azoth_broken_keys SELECT count(*) FROM pragma_foreign_key_check",
                                         "DROP TABLE azoth_broken_keys",
                                         "COMMIT",
                                         "PRAGMA legacy_alter_table = OFF",
                                         "PRAGMA foreign_keys = ON"};
    statements.insert(statements.begin(), before.begin(), before.end());
    statements.insert(statements.end(), after.begin(), after.end());
}

}  // namespace azoth::sqlite
