#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/value.hpp>

#include <algorithm>
#include <array>

namespace azoth {
namespace {

// Actions and times are keywords, not names: only known ones reach the text.
std::string_view keyword(std::string_view given, std::string_view what) {
    static constexpr std::array known{"CASCADE",   "SET NULL", "SET DEFAULT", "RESTRICT",
                                      "NO ACTION", "DEFERRED", "IMMEDIATE"};
    const auto* const found = std::find(known.begin(), known.end(), given);
    if (found == known.end()) throw CompileError(std::string(given) + " is not a " + std::string(what));
    return *found;
}

}  // namespace

std::vector<std::string> DdlCompiler::create_table(const ast::TableNode& table, const MetaData& metadata) {
    std::string text = "CREATE TABLE " + table_name(table) + " (";
    std::string_view separator = "\n\t";
    const auto add = [&](const std::string& line) {
        text += separator;
        text += line;
        separator = ",\n\t";
    };
    for (const auto& column : table.columns()) add(column_definition(table, *column));
    if (const auto keys = table.primary_key(); !keys.empty()) {
        std::string list;
        for (const ast::Column* const key : keys) list += (list.empty() ? "" : ", ") + identifier(key->name);
        add("PRIMARY KEY (" + list + ")");
    }
    for (const auto& column : table.columns()) {
        for (const ForeignKeyInfo& key : column->info->foreign_keys) add(foreign_key(table, *column, key, metadata));
    }
    for (const auto& column : table.columns()) {
        if (column->info->unique) add("UNIQUE (" + identifier(column->name) + ")");
    }
    text += "\n)";
    std::vector<std::string> statements{std::move(text)};
    for (std::string& comment : comments(table)) statements.push_back(std::move(comment));
    return statements;
}

std::string DdlCompiler::drop_table(const ast::TableNode& table) { return "DROP TABLE " + table_name(table); }

std::string DdlCompiler::column_type(const ast::TableNode&, const ast::Column& column) const {
    return type_name(column.type);
}

std::vector<std::string> DdlCompiler::comments(const ast::TableNode&) const { return {}; }

std::string DdlCompiler::identifier(std::string_view name) const {
    const auto writer = compiler();
    writer->write_identifier(name);
    return std::string(writer->text());
}

std::string DdlCompiler::table_name(const ast::TableNode& table) const {
    const auto writer = compiler();
    writer->write_table_name(table);
    return std::string(writer->text());
}

std::string DdlCompiler::literal(std::string_view text) const {
    std::string out;
    append_display(out, Value(text).cell());
    return out;
}

std::string DdlCompiler::column_definition(const ast::TableNode& table, const ast::Column& column) const {
    if (column.type.is_null()) {
        throw CompileError("column " + column.name + " of table " + table.full_name() + " has no type");
    }
    std::string text = identifier(column.name) + ' ' + column_type(table, column);
    if (column.info->server_default) {
        text += " DEFAULT " + compiler()->compile_ddl_expression(*column.info->server_default);
    }
    if (!column.info->is_nullable()) text += " NOT NULL";
    return text;
}

std::string DdlCompiler::foreign_key(const ast::TableNode& table, const ast::Column& column, const ForeignKeyInfo& key,
                                     const MetaData& metadata) const {
    const ast::Column& target = resolve(key, metadata, table);
    const auto& target_table = dynamic_cast<const ast::TableNode&>(*target.from);
    std::string text;
    if (!key.name.empty()) text += "CONSTRAINT " + identifier(key.name) + ' ';
    text += "FOREIGN KEY(" + identifier(column.name) + ") REFERENCES " + table_name(target_table) + " (" +
            identifier(target.name) + ")";
    if (!key.on_delete.empty()) text += " ON DELETE " + std::string(keyword(key.on_delete, "foreign key action"));
    if (!key.on_update.empty()) text += " ON UPDATE " + std::string(keyword(key.on_update, "foreign key action"));
    if (key.deferrable) text += *key.deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
    if (!key.initially.empty()) text += " INITIALLY " + std::string(keyword(key.initially, "time of a constraint"));
    return text;
}

}  // namespace azoth
