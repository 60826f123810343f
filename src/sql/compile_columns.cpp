#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/column_info.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/from_node.hpp>

#include <utility>

namespace azoth {

void detail::write_columns(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& columns, ColumnPlace place) {
    Compilation& state = sql.compilation();
    std::vector<ast::ResultName> names;
    ast::name_result_columns(columns, place.style, names);
    if (place.result) {
        state.statement->columns.reserve(columns.size());
        state.compiled.columns.reserve(columns.size());
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != 0) sql.write(", ");
        const ast::Expression& column = *columns[i];
        const ast::Label* const label = column.as_label();
        const ast::ResultName& name = names[i];
        std::string given;
        const bool bare = name.key != nullptr && !column.takes_label(place.as_from);
        const ast::Column* const plain = label == nullptr ? column.plain_column() : nullptr;
        const bool named_before = plain != nullptr && name.key != nullptr && name.key == plain->name_key;
        if (bare) {
            // The database chooses the name.
        } else if (name.key != nullptr && (label == nullptr || label->name.empty() || place.as_from)) {
            given = state.names.made_name(name);
        } else if (!name.table.empty()) {
            given.reserve(name.table.size() + 1 + name.name.size());
            given.append(name.table).append(1, '_').append(name.name);
            given = state.names.cut_name(std::move(given));
        } else {
            given = label != nullptr ? label->name : std::string(name.name);
        }
        // The name is made first, because its number precedes those of the parameters inside the value. Only in a
        // lasting definition, such as a view's column, must a literal that is a whole column show its type.
        const ast::Expression& value = label != nullptr ? *label->element : column;
        state.mode.plain_literal =
            !state.mode.lasting_literals && value.as_parameter() != nullptr && !sql.selects_typed_literal(value.type);
        state.mode.cast_parameter = sql.needs_cast(value);
        const bool wrapped = place.sent && !value.type.detail().column_sql.empty();
        if (wrapped) {
            write_sent_value(sql, value);
        } else {
            sql.write_operand(value, Operator::as);
        }
        if (bare) {
            // The database chooses the name of SQL text.
        } else if (wrapped || label != nullptr || (name.key != nullptr && !named_before) || !name.table.empty() ||
                   name.name != column.row_name() || (place.as_from && plain != nullptr && plain->from != nullptr)) {
            sql.write(" AS ");
            sql.write_identifier(given, label == nullptr ? std::nullopt : label->quote);
        }
        if (place.result) {
            state.statement->columns.push_back(ResultColumn{std::move(given), column.type});
            state.compiled.columns.push_back(&column);
        }
    }
}

void detail::write_sent_value(DialectSpelling& sql, const ast::Expression& value) {
    const std::string_view around = value.type.detail().column_sql;
    const std::size_t hole = around.find("{}");
    const bool plain = value.plain_column() != nullptr;
    sql.write(around.substr(0, hole));
    if (!plain) sql.write("(");
    sql.write(value);
    if (!plain) sql.write(")");
    sql.write(around.substr(hole + 2));
}

void Compiler::visit(const ast::Column& node) {
    detail::Compilation& state = compilation();
    if (state.mode.qualify_columns && node.from != nullptr) {
        // A made-up name is numbered before the name of its table.
        if (node.name_key != nullptr) state.names.made_name(node.name_key, node.name);
        if (const ast::TableNode* const table = node.from->as_table()) {
            if (const std::string_view alias = state.names.table_alias(*table); !alias.empty()) {
                write_identifier(alias);
            } else {
                write_table_name(*table);
            }
            write(".");
        } else if (const std::string_view name = state.names.alias_name(*node.from); !name.empty()) {
            write_identifier(name);
            write(".");
        }
    }
    write_column_name(node);
}

void DialectSpelling::write_column_name(const ast::Column& node) {
    detail::Compilation& state = compilation();
    // A name made of the table's and the column's name is shortened at its declaration.
    const ast::Column* declared = &node;
    while (declared->expression == nullptr && declared->origin != nullptr) declared = declared->origin;
    if (node.name_key == nullptr && declared->expression && declared->name == node.name &&
        declared->expression->as_label() == nullptr && declared->expression->row_name() != node.name) {
        return write_identifier(state.names.cut_name(node.name));
    }
    if (node.name_key == nullptr) {
        return write_identifier(node.name, node.info == nullptr ? std::nullopt : node.info->quote);
    }
    write_identifier(state.names.made_name(node.name_key, node.name));
}

}  // namespace azoth
