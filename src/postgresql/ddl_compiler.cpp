#include "postgresql/ddl_compiler.hpp"

#include "postgresql/type_names.hpp"
#include "types/ascii.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <array>

namespace azoth::postgresql {
namespace {

constexpr std::array<std::string_view, 3> commit_actions{"DROP", "DELETE ROWS", "PRESERVE ROWS"};

std::string list(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
    return text;
}

// The name of a storage parameter may have a namespace. It is written without quotes, so nothing else may pass.
bool is_parameter(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

}  // namespace

std::string PostgresqlDdlCompiler::type_name(const SqlType& type) const {
    return postgresql::type_name(type, options_);
}

std::string PostgresqlDdlCompiler::column_type(const ast::TableNode& table, const ast::Column& column) const {
    const ColumnInfo& info = *column.info;
    // A column outside of the key is numbered, too, if it has autoincrement.
    const bool numbered =
        table.autoincrement_column() == &column || (info.autoincrement == Autoincrement::on && !info.primary_key);
    if (!numbered || info.identity || info.sequence || info.server_default) {
        return DdlCompiler::column_type(table, column);
    }
    switch (column.type.variant_for("postgresql").kind()) {
        case TypeKind::small_integer: return "SMALLSERIAL";
        case TypeKind::integer: return "SERIAL";
        case TypeKind::big_integer: return "BIGSERIAL";
        default: return DdlCompiler::column_type(table, column);
    }
}

void PostgresqlDdlCompiler::require_postgresql(int version, std::string_view construct) const {
    if (options_.server_version == 0 || options_.server_version >= version * 10000) return;
    throw UnsupportedCompilationError(std::string(construct) + " needs PostgreSQL " + std::to_string(version));
}

// STORED or VIRTUAL is always written: version 17 has stored columns only, 18 makes virtual ones by default.
std::string PostgresqlDdlCompiler::computed_text(const ComputedInfo& computed) const {
    ComputedInfo full = computed;
    if (!full.persisted) full.persisted = true;
    if (!*full.persisted) require_postgresql(18, "GENERATED ALWAYS AS ... VIRTUAL");
    return DdlCompiler::computed_text(full);
}

std::string PostgresqlDdlCompiler::storage(const std::vector<std::pair<std::string, std::string>>& parameters) const {
    std::string text;
    for (const auto& [name, value] : parameters) {
        if (!is_parameter(name)) throw CompileError('"' + name + "\" is not the name of a storage parameter");
        const bool plain =
            is_parameter(value) || (value.size() > 1 && value[0] == '-' && is_parameter(value.substr(1)));
        text += (text.empty() ? "" : ", ") + name + " = " + (plain ? value : literal(value));
    }
    return text;
}

std::string PostgresqlDdlCompiler::table_options(const ast::TableNode& table) const {
    const TableOptions& options = table.options;
    std::string text;
    if (!options.inherits.empty()) {
        std::vector<std::string> parents;
        for (const std::string& name : options.inherits) parents.push_back(table_name(table, name));
        text += "\n INHERITS ( " + list(parents) + " )";
    }
    if (!options.partition_by.empty()) text += "\n PARTITION BY " + options.partition_by;
    if (!options.access_method.empty()) text += "\n USING " + identifier(options.access_method);
    if (!options.with.empty()) text += "\n WITH (" + storage(options.with) + ')';
    if (!options.on_commit.empty()) {
        if (std::find(commit_actions.begin(), commit_actions.end(), options.on_commit) == commit_actions.end()) {
            throw CompileError('"' + options.on_commit + "\" is not an ON COMMIT action of a table");
        }
        text += "\n ON COMMIT " + options.on_commit;
    }
    if (!options.tablespace.empty()) text += "\n TABLESPACE " + identifier(options.tablespace);
    return text;
}

std::string PostgresqlDdlCompiler::include(const std::vector<std::string>& names) const {
    std::vector<std::string> quoted;
    for (const std::string& name : names) quoted.push_back(identifier(name));
    return quoted.empty() ? std::string() : " INCLUDE (" + list(quoted) + ')';
}

std::string PostgresqlDdlCompiler::constraint(const PrimaryKeyInfo& info, std::vector<std::string> columns) const {
    return constraint_prefix(info) + "PRIMARY KEY (" + list(columns) + overlaps(info.without_overlaps) + ')' +
           include(info.include) + timing(info);
}

std::string PostgresqlDdlCompiler::constraint(const ast::TableNode& table, const UniqueInfo& info) const {
    if (info.nulls_not_distinct) require_postgresql(15, "NULLS NOT DISTINCT");
    return constraint_prefix(info) + "UNIQUE " + (info.nulls_not_distinct ? "NULLS NOT DISTINCT " : "") + '(' +
           column_list(table, info.columns) + overlaps(info.without_overlaps) + ')' + include(info.include) +
           timing(info);
}

std::string PostgresqlDdlCompiler::constraint(const ast::TableNode& table, const ExcludeInfo& info) const {
    std::vector<std::string> elements;
    for (const IndexElementInfo& element : info.elements) {
        if (element.with.empty()) throw CompileError("an element of an exclusion has no operator");
        elements.push_back(index_element(table, element) + " WITH " + element.with);
    }
    std::string text = constraint_prefix(info) + "EXCLUDE USING " + identifier(ascii::to_lower(info.method)) + " (" +
                       list(elements) + ')';
    if (info.where) text += " WHERE (" + expression(*info.where) + ')';
    return text + timing(info);
}

// A column or a function call is written unchanged, any other expression in parentheses, then the direction.
std::string PostgresqlDdlCompiler::index_element(const ast::TableNode& table, const IndexElementInfo& element) const {
    std::string text;
    std::string direction;
    if (element.expression) {
        const ast::Expression* inner = element.expression.get();
        while (const auto* const order = dynamic_cast<const ast::Unary*>(inner)) {
            if (order->op != Operator::asc && order->op != Operator::desc && order->op != Operator::nulls_first &&
                order->op != Operator::nulls_last) {
                break;
            }
            direction.insert(0, info(order->op).text);
            inner = order->operand.get();
        }
        const bool bare = inner->plain_column() != nullptr || dynamic_cast<const ast::Function*>(inner) != nullptr ||
                          dynamic_cast<const ast::TextExpression*>(inner) != nullptr;
        text = expression(*inner);
        if (!bare) text = '(' + text + ')';
    } else {
        text = column_name(table, element.column);
    }
    // The class is an identifier, possibly qualified or with parameters: it is written as given.
    if (!element.operator_class.empty()) text += ' ' + element.operator_class;
    return text + direction;
}

std::string PostgresqlDdlCompiler::write(const ddl::CreateIndex& element) {
    const IndexInfo& index = element.index;
    std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (index.concurrently) text += "CONCURRENTLY ";
    if (element.if_not_exists) text += "IF NOT EXISTS ";
    text += constraint_name(index) + " ON " + table_name(*element.table) + ' ';
    if (!index.method.empty()) text += "USING " + identifier(ascii::to_lower(index.method)) + ' ';
    std::vector<std::string> elements;
    for (const IndexElementInfo& part : index.elements) elements.push_back(index_element(*element.table, part));
    text += '(' + list(elements) + ')' + include(index.include);
    if (index.nulls_not_distinct) {
        require_postgresql(15, "NULLS NOT DISTINCT");
        text += " NULLS NOT DISTINCT";
    }
    if (!index.with.empty()) text += " WITH (" + storage(index.with) + ')';
    if (!index.tablespace.empty()) text += " TABLESPACE " + identifier(index.tablespace);
    if (index.where) text += " WHERE " + expression(*index.where);
    return text;
}

std::string PostgresqlDdlCompiler::write(const ddl::DropIndex& element) {
    return std::string("DROP INDEX ") + (element.index.concurrently ? "CONCURRENTLY " : "") +
           (element.if_exists ? "IF EXISTS " : "") + schema_prefix(element.table->schema) +
           constraint_name(element.index) + (element.cascade ? " CASCADE" : "");
}

std::string PostgresqlDdlCompiler::write(const ddl::CreateType& element) {
    const SqlType& type = element.type;
    const TypeDetail& detail = type.detail();
    const std::string name = qualified(detail.schema, detail.name);
    std::vector<std::string> items;
    switch (type.kind()) {
        case TypeKind::enumeration:
            for (const std::string& label : detail.labels) items.push_back(literal(label));
            return "CREATE TYPE " + name + " AS ENUM (" + list(items) + ')';
        case TypeKind::composite:
            for (std::size_t i = 0; i < detail.elements.size(); ++i) {
                items.push_back(identifier(detail.labels.at(i)) + ' ' + type_name(detail.elements[i]));
            }
            return "CREATE TYPE " + name + " AS (" + list(items) + ')';
        case TypeKind::domain: {
            std::string text = "CREATE DOMAIN " + name + " AS " + type_name(type.element());
            const DomainDetail& domain = detail.domain;
            if (!detail.collation.empty()) text += " COLLATE " + identifier(detail.collation);
            if (!domain.default_sql.empty()) text += " DEFAULT " + domain.default_sql;
            // The name of the CHECK, if it has one.
            const std::string named =
                domain.constraint.empty() ? std::string() : " CONSTRAINT " + identifier(domain.constraint);
            const std::string not_null = domain.not_null ? " NOT NULL" : "";
            text += domain.check_sql.empty() ? named + not_null : not_null + named;
            if (!domain.check_sql.empty()) text += " CHECK (" + domain.check_sql + ')';
            for (const auto& [check_name, condition] : domain.more_checks) {
                text += " CONSTRAINT " + identifier(check_name) + " CHECK (" + condition + ')';
            }
            return text;
        }
        default: throw CompileError(to_string(type) + " is not a type that can be created");
    }
}

std::string PostgresqlDdlCompiler::write(const ddl::DropType& element) {
    const TypeDetail& detail = element.type.detail();
    return std::string(element.type.kind() == TypeKind::domain ? "DROP DOMAIN " : "DROP TYPE ") +
           (element.if_exists ? "IF EXISTS " : "") + qualified(detail.schema, detail.name) +
           (element.cascade ? " CASCADE" : "");
}

}  // namespace azoth::postgresql
