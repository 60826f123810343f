#include "types/ascii.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>

#include <algorithm>
#include <array>

namespace azoth {
namespace {

// Actions and times are keywords, not names: only known ones may reach the text.
template <std::size_t N>
std::string keyword(std::string_view given, const std::array<std::string_view, N>& known, std::string_view what) {
    std::string word = ascii::to_upper(given);
    if (std::find(known.begin(), known.end(), word) == known.end()) {
        throw CompileError(std::string(given) + " is not a " + std::string(what));
    }
    return word;
}

constexpr std::array<std::string_view, 5> actions{"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"};
constexpr std::array<std::string_view, 2> times{"DEFERRED", "IMMEDIATE"};
constexpr std::array<std::string_view, 3> matches{"FULL", "SIMPLE", "PARTIAL"};

}  // namespace

std::string DdlCompiler::timing(const ConstraintInfo& info) const {
    std::string text;
    if (info.deferrable) text += *info.deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
    if (!info.initially.empty())
        text += " INITIALLY " + keyword(info.initially, times, "time at which a constraint is checked");
    if (info.not_valid) text += " NOT VALID";
    if (info.not_enforced) {
        require_postgresql(18, "NOT ENFORCED");
        text += " NOT ENFORCED";
    }
    return text;
}

std::string DdlCompiler::overlaps(bool without) const {
    if (!without) return {};
    require_postgresql(18, "WITHOUT OVERLAPS");
    return " WITHOUT OVERLAPS";
}

std::string DdlCompiler::primary_key(const ast::TableNode& table) const {
    std::vector<std::string> columns = table.primary_key_info.columns;
    if (columns.empty()) {
        const ast::Column* const numbered = table.autoincrement_column();
        for (const ast::Column* const column : table.primary_key()) {
            columns.insert(column == numbered ? columns.begin() : columns.end(), column->name);
        }
    }
    if (columns.empty()) return {};
    for (std::string& name : columns) name = column_name(table, name);
    return constraint(table.primary_key_info, std::move(columns));
}

std::string DdlCompiler::constraint(const PrimaryKeyInfo& info, std::vector<std::string> columns) const {
    std::string text = constraint_prefix(info) + "PRIMARY KEY (";
    for (std::size_t i = 0; i < columns.size(); ++i) text += (i == 0 ? "" : ", ") + columns[i];
    return text + overlaps(info.without_overlaps) + ')' + timing(info);
}

std::string DdlCompiler::constraint(const ast::TableNode& table, const UniqueInfo& info) const {
    return constraint_prefix(info) + "UNIQUE (" + column_list(table, info.columns) + overlaps(info.without_overlaps) +
           ')' + timing(info);
}

std::string DdlCompiler::constraint(const ast::TableNode& table, const CheckInfo& info) const {
    if (!info.type_column.empty()) {
        const ast::Column* const column = table.find(info.type_column);
        if (column != nullptr && !needs_type_check(column->type)) return {};
    }
    return constraint_prefix(info) + "CHECK (" + expression(*info.condition) + ')' +
           (info.no_inherit ? " NO INHERIT" : "") + timing(info);
}

std::string DdlCompiler::constraint(const ast::TableNode& table, const ForeignKeyInfo& info) const {
    const ResolvedForeignKey found = resolve_foreign_key(info, table);
    if (info.period) require_postgresql(18, "PERIOD");
    const auto separator = [&](std::size_t i) {
        return std::string(i == 0 ? "" : ", ") + (info.period && i + 1 == found.targets.size() ? "PERIOD " : "");
    };
    std::string text = constraint_prefix(info) + "FOREIGN KEY(";
    for (std::size_t i = 0; i < info.columns.size(); ++i) text += separator(i) + column_name(table, info.columns[i]);
    text += ") REFERENCES " + table_name(*found.table) + " (";
    for (std::size_t i = 0; i < found.targets.size(); ++i) {
        text += separator(i) + column_name(*found.table, found.targets[i]->name);
    }
    text += ')';
    if (!info.match.empty()) text += " MATCH " + keyword(info.match, matches, "MATCH of a foreign key");
    if (!info.on_delete.empty()) {
        text += " ON DELETE " + keyword(info.on_delete, actions, "foreign key action");
        if (!info.on_delete_columns.empty()) require_postgresql(15, "ON DELETE of some columns");
        if (!info.on_delete_columns.empty()) text += " (" + column_list(table, info.on_delete_columns) + ')';
    }
    if (!info.on_update.empty()) text += " ON UPDATE " + keyword(info.on_update, actions, "foreign key action");
    return text + timing(info);
}

std::string DdlCompiler::constraint(const ast::TableNode&, const ExcludeInfo&) const {
    unsupported("exclusion constraints");
}

std::string DdlCompiler::write(const ddl::AddConstraint& element) {
    if (!has_alter()) unsupported("ALTER TABLE ... ADD CONSTRAINT");
    std::string text;
    if (const auto* const key = std::get_if<PrimaryKeyInfo>(&element.constraint)) {
        std::vector<std::string> columns = key->columns;
        for (std::string& name : columns) name = column_name(*element.table, name);
        text = constraint(*key, std::move(columns));
    } else {
        std::visit(
            [&](const auto& info) {
                if constexpr (!std::is_same_v<std::decay_t<decltype(info)>, PrimaryKeyInfo>) {
                    text = constraint(*element.table, info);
                }
            },
            element.constraint);
    }
    return "ALTER TABLE " + table_name(*element.table) + " ADD " + text;
}

std::string DdlCompiler::write(const ddl::DropConstraint& element) {
    if (!has_alter()) unsupported("ALTER TABLE ... DROP CONSTRAINT");
    if (element.constraint.name.empty()) {
        throw CompileError("a constraint of table \"" + element.table->full_name() +
                           "\" cannot be dropped: it has no name");
    }
    return "ALTER TABLE " + table_name(*element.table) + " DROP CONSTRAINT " + (element.if_exists ? "IF EXISTS " : "") +
           constraint_name(element.constraint) + (element.cascade ? " CASCADE" : "");
}

}  // namespace azoth
