#include "sql/md5.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>

#include <algorithm>

namespace azoth {

std::string DdlCompiler::compile(const ddl::Element& element) {
    return std::visit([this](const auto& what) { return write(what); }, element);
}

void DdlCompiler::unsupported(std::string_view construct) const {
    throw UnsupportedCompilationError(std::string(dialect_name()) + " has no " + std::string(construct));
}

bool DdlCompiler::is_object(const SqlType& type) const {
    switch (type.kind()) {
        case TypeKind::enumeration: return type.detail().native_enum;
        case TypeKind::domain:
        case TypeKind::composite: return true;
        default: return false;
    }
}

bool DdlCompiler::needs_type_check(const SqlType& type) const {
    return type.kind() == TypeKind::enumeration && !type.detail().native_enum;
}

std::string DdlCompiler::identifier(std::string_view name) const {
    const auto writer = compiler();
    writer->write_identifier(name);
    return std::string(writer->text());
}

std::string DdlCompiler::qualified(std::string_view schema, std::string_view name) const {
    const auto writer = compiler();
    writer->write_qualified(schema, name);
    return std::string(writer->text());
}

std::string DdlCompiler::schema_prefix(std::string_view schema) const {
    const auto writer = compiler();
    writer->write_schema(schema);
    return std::string(writer->text());
}

std::string DdlCompiler::table_name(const ast::TableNode& table) const {
    const auto writer = compiler();
    writer->write_table_name(table);
    return std::string(writer->text());
}

std::string DdlCompiler::table_name(const ast::TableNode& beside, std::string_view full_name) const {
    if (beside.metadata != nullptr) {
        if (const ast::TableNode* const known = beside.metadata->find(full_name)) return table_name(*known);
    }
    const std::size_t dot = full_name.rfind('.');
    if (dot == std::string_view::npos) return qualified({}, full_name);
    return qualified(full_name.substr(0, dot), full_name.substr(dot + 1));
}

std::string DdlCompiler::column_name(const ast::TableNode& table, std::string_view name) const {
    const ast::Column* const column = table.find(name);
    const auto writer = compiler();
    writer->write_identifier(name, column == nullptr ? std::nullopt : column->info->quote);
    return std::string(writer->text());
}

std::string DdlCompiler::column_list(const ast::TableNode& table, const std::vector<std::string>& names) const {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + column_name(table, name);
    return list;
}

std::string DdlCompiler::literal(std::string_view text) const {
    const auto writer = compiler();
    writer->write_string(text);
    return std::string(writer->text());
}

std::string DdlCompiler::expression(const ast::Expression& node) const {
    return compiler()->compile_ddl_expression(node);
}

std::string DdlCompiler::query(const ast::Node& statement) const {
    return compiler()->compile_ddl_query(dynamic_cast<const ast::StatementNode&>(statement));
}

// Names are shortened as SQLAlchemy does it, so that both libraries use the same name.
std::string DdlCompiler::constraint_name(const NamedInfo& info) const {
    const std::size_t limit = max_name_length();
    if (!info.name_made_up || info.name.size() <= limit) return identifier(info.name);
    std::size_t kept = limit - 8;
    while (kept > 0 && (static_cast<unsigned char>(info.name[kept]) & 0xc0) == 0x80) --kept;
    return identifier(info.name.substr(0, kept) + '_' + md5_hex(info.name).substr(28));
}

std::string DdlCompiler::constraint_prefix(const NamedInfo& info) const {
    return info.name.empty() ? std::string() : "CONSTRAINT " + constraint_name(info) + ' ';
}

std::string DdlCompiler::write(const ddl::CreateTable& element) {
    const ast::TableNode& table = *element.table;
    if (table.kind != TableKind::table) {
        return write(ddl::CreateView{element.table, false, element.if_not_exists, true});
    }
    std::string text = "CREATE ";
    for (const std::string& word : table.options.prefixes) text += word + ' ';
    text += "TABLE ";
    if (element.if_not_exists) text += "IF NOT EXISTS ";
    text += table_name(table);
    const bool partition = !table.options.partition_of.empty();
    if (partition) text += " PARTITION OF " + table_name(table, table.options.partition_of);

    std::string_view separator = " (\n\t";
    const auto add = [&](const std::string& line) {
        if (line.empty()) return;
        text += separator;
        text += line;
        separator = ",\n\t";
    };
    if (partition) {
        for (const auto& column : table.columns()) add(partition_column(table, *column));
    } else {
        for (const auto& column : table.columns()) add(column_definition(table, *column));
    }
    if (!is_key_inline(table)) add(primary_key(table));
    for (const TableConstraint& one : table.constraints) {
        const auto* const key = std::get_if<ForeignKeyInfo>(&one);
        const bool later =
            key != nullptr && std::find(element.without.begin(), element.without.end(), key) != element.without.end();
        const auto write_one = [&](const auto& info) {
            if (is_meant(info.dialects)) add(constraint(table, info));
        };
        if (!later) std::visit(write_one, one);
    }
    const bool empty = separator.front() == ' ';
    if (!empty) {
        text += "\n)";
    } else if (!partition) {
        text += " (\n)";
    }
    if (partition) text += ' ' + table.options.partition_bound;
    return text + table_options(table);
}

std::string DdlCompiler::table_options(const ast::TableNode&) const { return {}; }

bool DdlCompiler::is_key_inline(const ast::TableNode&) const { return false; }

// A partition has its parent's columns. Only differences are written: a default, no default, and NOT NULL.
std::string DdlCompiler::partition_column(const ast::TableNode& table, const ast::Column& column) const {
    const ast::TableNode* const parent =
        table.metadata == nullptr ? nullptr : table.metadata->find(table.options.partition_of);
    const ast::Column* const inherited = parent == nullptr ? nullptr : parent->find(column.name);
    if (inherited == nullptr) return {};
    const ColumnInfo& info = *column.info;
    std::string text;
    if (!info.computed && !info.identity && table.autoincrement_column() != &column) {
        const std::string own = info.server_default ? default_text(column) : std::string();
        const std::string other = inherited->info->server_default ? default_text(*inherited) : std::string();
        if (own != other) text += " DEFAULT " + (own.empty() ? "NULL" : own);
    }
    if (!info.is_nullable() && inherited->info->is_nullable()) text += " NOT NULL";
    return text.empty() ? text : column_name(table, column.name) + text;
}

std::string DdlCompiler::column_definition(const ast::TableNode& table, const ast::Column& column) {
    std::string text = column_name(table, column.name) + ' ' + column_type(table, column);
    text += column_modifiers(table, column);
    for (const CheckInfo& check : column.info->checks) {
        if (is_meant(check.dialects)) text += ' ' + constraint(table, check);
    }
    return text;
}

std::string DdlCompiler::column_type(const ast::TableNode& table, const ast::Column& column) const {
    if (column.type.is_null()) {
        throw CompileError("column \"" + column.name + "\" of table \"" + table.full_name() + "\" has no type");
    }
    return type_name(column.type);
}

std::string DdlCompiler::column_modifiers(const ast::TableNode& table, const ast::Column& column) const {
    const ColumnInfo& info = *column.info;
    std::string text;
    if (info.server_default) text += " DEFAULT " + default_text(column);
    if (info.computed) text += ' ' + computed_text(*info.computed);
    if (info.identity) text += identity_text(table, column);
    if (!info.is_nullable() && (!info.identity || !info.not_null.name.empty())) text += not_null_text(info.not_null);
    if (info.is_nullable() && info.identity) text += " NULL";
    return text;
}

// No row of a new table or column needs NOT VALID.
std::string DdlCompiler::not_null_text(const NotNullInfo& info) const {
    return info.name.empty() ? " NOT NULL" : " CONSTRAINT " + identifier(info.name) + " NOT NULL";
}

std::string DdlCompiler::default_text(const ast::Column& column) const {
    return expression(*column.info->server_default);
}

std::string DdlCompiler::identity_text(const ast::TableNode&, const ast::Column& column) const {
    const IdentityInfo& identity = *column.info->identity;
    std::string text = identity.always ? " GENERATED ALWAYS AS IDENTITY" : " GENERATED BY DEFAULT AS IDENTITY";
    if (const std::string options = sequence_options(identity.options); !options.empty()) {
        text += " (" + options + ')';
    }
    return text;
}

std::string DdlCompiler::computed_text(const ComputedInfo& computed) const {
    std::string text = "GENERATED ALWAYS AS (" + expression(*computed.expression) + ')';
    if (computed.persisted) text += *computed.persisted ? " STORED" : " VIRTUAL";
    return text;
}

std::string DdlCompiler::sequence_options(const SequenceOptions& options) const {
    std::string text;
    const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
    if (options.increment) add("INCREMENT BY " + std::to_string(*options.increment));
    if (options.start) add("START WITH " + std::to_string(*options.start));
    if (options.minvalue) add("MINVALUE " + std::to_string(*options.minvalue));
    if (options.maxvalue) add("MAXVALUE " + std::to_string(*options.maxvalue));
    if (options.no_minvalue) add("NO MINVALUE");
    if (options.no_maxvalue) add("NO MAXVALUE");
    if (options.cache) add("CACHE " + std::to_string(*options.cache));
    if (options.cycle) add(*options.cycle ? "CYCLE" : "NO CYCLE");
    return text;
}

}  // namespace azoth
