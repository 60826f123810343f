#include "sqlite/ddl_compiler.hpp"

#include "sql/text_lexer.hpp"
#include "sqlite/type_names.hpp"
#include "types/ascii.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <array>

namespace azoth::sqlite {
namespace {

constexpr std::array<std::string_view, 5> resolutions{"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"};

std::string on_conflict(const std::string& what) {
    if (what.empty()) return {};
    if (std::find(resolutions.begin(), resolutions.end(), what) == resolutions.end()) {
        throw CompileError(what + " is not a conflict resolution");
    }
    return " ON CONFLICT " + what;
}

// A default needs parentheses unless it is a literal or a single word.
bool needs_parentheses(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) return false;
    if (text[begin] == '\'') return skip_quoted(text, begin) != text.size();
    if (text[begin] == '(') return !is_parenthesised(text);
    if (text[begin] == '"') return skip_quoted(text, begin) != text.size();
    return !std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

std::string SqliteDdlCompiler::type_name(const SqlType& type) const { return sqlite::type_name(type); }

// Only INTEGER PRIMARY KEY is the rowid, which SQLite numbers; it has 64 bits whatever the type is called.
std::string SqliteDdlCompiler::column_type(const ast::TableNode& table, const ast::Column& column) const {
    if (table.autoincrement_column() == &column && table.primary_key().size() == 1) return "INTEGER";
    return DdlCompiler::column_type(table, column);
}

std::string SqliteDdlCompiler::default_text(const ast::Column& column) const {
    const std::string text = DdlCompiler::default_text(column);
    return needs_parentheses(text) ? '(' + text + ')' : text;
}

namespace {

// INTEGER PRIMARY KEY DESC at the column is not the rowid; such a key can be NULL and is not numbered.
bool is_descending_key(const ast::TableNode& table) {
    if (table.primary_key().size() != 1 || table.options.without_rowid) return false;
    const ast::Column& column = *table.primary_key().front();
    return column.info->autoincrement == Autoincrement::off && column.info->nullable == true &&
           ascii::to_lower(type_name(column.type)) == "integer";
}

}  // namespace

bool SqliteDdlCompiler::is_key_inline(const ast::TableNode& table) const {
    if (is_descending_key(table)) return true;
    if (!table.options.sqlite_autoincrement) return false;
    if (table.primary_key().size() != 1 || table.autoincrement_column() == nullptr) {
        throw CompileError("AUTOINCREMENT of table \"" + table.full_name() +
                           "\" needs a primary key of one integer column");
    }
    return true;
}

std::string SqliteDdlCompiler::column_modifiers(const ast::TableNode& table, const ast::Column& column) const {
    const ColumnInfo& info = *column.info;
    std::string text;
    if (info.identity && (table.autoincrement_column() != &column || table.primary_key().size() != 1)) {
        unsupported("identity columns beside an integer primary key");
    }
    if (info.server_default) text += " DEFAULT " + default_text(column);
    if (!info.is_nullable()) text += " NOT NULL" + on_conflict(info.on_conflict_not_null);
    if (info.primary_key && is_descending_key(table)) {
        text += " PRIMARY KEY DESC" + on_conflict(table.primary_key_info.on_conflict);
    } else if (is_key_inline(table) && info.primary_key) {
        text += " PRIMARY KEY" + on_conflict(table.primary_key_info.on_conflict) + " AUTOINCREMENT";
    }
    if (info.computed) text += ' ' + computed_text(*info.computed);
    return text;
}

std::string SqliteDdlCompiler::table_options(const ast::TableNode& table) const {
    std::string text;
    if (table.options.without_rowid) text += "\n WITHOUT ROWID";
    if (table.options.strict) text += std::string(text.empty() ? "" : ",") + "\n STRICT";
    return text;
}

void SqliteDdlCompiler::check_timing(const ConstraintInfo& info) const {
    if (info.deferrable || !info.initially.empty()) unsupported("deferrable constraints other than foreign keys");
}

std::string SqliteDdlCompiler::constraint(const PrimaryKeyInfo& info, std::vector<std::string> columns) const {
    check_timing(info);
    return DdlCompiler::constraint(info, std::move(columns)) + on_conflict(info.on_conflict);
}

std::string SqliteDdlCompiler::constraint(const ast::TableNode& table, const UniqueInfo& info) const {
    check_timing(info);
    if (info.nulls_not_distinct) unsupported("UNIQUE NULLS NOT DISTINCT");
    return DdlCompiler::constraint(table, info) + on_conflict(info.on_conflict);
}

// Foreign keys refer to tables of the same database file and do not contain the file's name.
std::string SqliteDdlCompiler::constraint(const ast::TableNode& table, const ForeignKeyInfo& info) const {
    const ResolvedForeignKey found = resolve_foreign_key(info, table);
    if (found.table->schema != table.schema) return {};
    ForeignKeyInfo plain = info;
    plain.not_valid = false;
    const std::string text = DdlCompiler::constraint(table, plain);
    const std::string prefix = schema_prefix(table.schema);
    const std::size_t at = prefix.empty() ? std::string::npos : text.find(" REFERENCES " + prefix);
    if (at == std::string::npos) return text;
    return text.substr(0, at + 12) + text.substr(at + 12 + prefix.size());
}

// The index is qualified with its schema; the table must not be.
std::string SqliteDdlCompiler::write(const ddl::CreateIndex& element) {
    const IndexInfo& index = element.index;
    if (index.nulls_not_distinct) unsupported("indexes with NULLS NOT DISTINCT");
    return create_index(element, schema_prefix(element.table->schema) + constraint_name(index),
                        identifier(element.table->table_name));
}

std::string SqliteDdlCompiler::write(const ddl::CreateSchema&) {
    unsupported("CREATE SCHEMA; a schema is a file, see ATTACH");
}

std::string SqliteDdlCompiler::write(const ddl::DropSchema&) {
    unsupported("DROP SCHEMA; a schema is a file, see DETACH");
}

std::string SqliteDdlCompiler::write(const ddl::CreateTable& element) {
    const TableOptions& options = element.table->options;
    if (!options.partition_by.empty() || !options.partition_of.empty()) unsupported("partitioned tables");
    if (!options.inherits.empty()) unsupported("inheriting tables");
    return DdlCompiler::write(element);
}

std::string SqliteDdlCompiler::write(const ddl::CreateView& element) {
    if (element.or_replace) unsupported("CREATE OR REPLACE VIEW");
    return DdlCompiler::write(element);
}

}  // namespace azoth::sqlite
