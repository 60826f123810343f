#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/from_resolution.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/subquery_node.hpp>
#include <azoth/sql/table_function_node.hpp>

#include <algorithm>
#include <utility>

namespace azoth {

void detail::write_from_list(DialectSpelling& sql, const ast::FromList& list) {
    bool first = true;
    for (const ast::FromClause* const from : list.items()) {
        if (!first) sql.write(", ");
        first = false;
        write_from_item(sql, *from);
    }
}

void detail::write_from_item(DialectSpelling& sql, const ast::FromClause& from) {
    Compilation& state = sql.compilation();
    if (!state.scopes.open.empty() && state.scopes.open.back().hints != nullptr) {
        for (const auto& hint : *state.scopes.open.back().hints) {
            if (hint.from.get() == &from && (hint.dialect.empty() || hint.dialect == sql.traits().name)) {
                state.reads_only = false;
                return sql.write_hinted(from, hint.text);
            }
        }
    }
    sql.write(from);
}

void DialectSpelling::write_hinted(const ast::FromClause& from, std::string_view) { write(from); }

void detail::write_nested(DialectSpelling& sql, const ast::StatementNode& statement, Place place) {
    Compilation& state = sql.compilation();
    state.scopes.place = place;
    ++state.scopes.depth;
    sql.write("(");
    sql.write(statement);
    sql.write(")");
    --state.scopes.depth;
}

void Compiler::visit(const ast::ScalarSelect& node) { detail::write_nested(*this, *node.statement, detail::Place{}); }

void Compiler::visit(const ast::Join& node) {
    detail::write_from_item(*this, *node.left);
    switch (node.kind) {
        case ast::Join::Kind::inner: write(" JOIN "); break;
        case ast::Join::Kind::left: write(" LEFT OUTER JOIN "); break;
        case ast::Join::Kind::right: write(" RIGHT OUTER JOIN "); break;
        case ast::Join::Kind::full: write(" FULL OUTER JOIN "); break;
        case ast::Join::Kind::cross: write(" CROSS JOIN "); break;
    }
    const bool nested = node.right->as_join() != nullptr;
    if (nested) write("(");
    detail::write_from_item(*this, *node.right);
    if (nested) write(")");
    if (node.kind == ast::Join::Kind::cross) return;
    write(" ON ");
    write_condition(*node.on);
}

void DialectSpelling::write_alias_name(const ast::FromClause& from) {
    detail::Compilation& state = compilation();
    write(" AS ");
    write_identifier(state.names.alias_name(from));
}

void Compiler::visit(const ast::Alias& node) {
    if (const ast::TableNode* const table = node.element->as_table()) {
        write_table_name(*table);
    } else {
        write(*node.element);
    }
    write_alias_name(node);
}

void Compiler::visit(const ast::Subquery& node) {
    if (node.lateral) {
        if (!traits().lateral) unsupported("LATERAL");
        write("LATERAL ");
    }
    detail::Place place;
    place.as_from = true;
    place.lateral = node.lateral;
    detail::write_nested(*this, *node.element, place);
    write_alias_name(node);
}

void Compiler::visit(const ast::TableSample& node) {
    if (!traits().tablesample) unsupported("TABLESAMPLE");
    if (const ast::TableNode* const table = node.element->as_table()) {
        write_table_name(*table);
    } else {
        write(*node.element);
    }
    write_alias_name(node);
    write(" TABLESAMPLE ");
    write(*node.sampling);
    if (node.seed) {
        write(" REPEATABLE (");
        write(*node.seed);
        write(")");
    }
}

void Compiler::visit(const ast::TableFunction& node) {
    if (node.lateral) {
        if (!traits().lateral) unsupported("LATERAL");
        write("LATERAL ");
    }
    write(*node.function);
    if (!node.ordinality.empty()) {
        if (!traits().derived_columns) unsupported("WITH ORDINALITY");
        write(" WITH ORDINALITY");
    }
    write_alias_name(node);
    if (!node.derived) return;
    if (!traits().derived_columns) unsupported("names for the columns of a function");
    write("(");
    bool first = true;
    for (const auto& column : node.columns()) {
        if (!first) write(", ");
        first = false;
        write_column_name(*column);
        if (!node.with_types) continue;
        write(" ");
        write(type_name(column->type));
    }
    write(")");
}

void Compiler::visit(const ast::ValuesNode& node) {
    if (node.lateral) {
        if (!traits().lateral) unsupported("LATERAL");
        write("LATERAL ");
    }
    write_values_from(node);
}

void DialectSpelling::write_values_from(const ast::ValuesNode& node) {
    write("(");
    write_values(node);
    write(")");
    write_alias_name(node);
    write(" ");
    write_column_names(node);
}

void DialectSpelling::write_column_names(const ast::FromClause& from) {
    write("(");
    bool first = true;
    for (const auto& column : from.columns()) {
        if (!first) write(", ");
        first = false;
        write_column_name(*column);
    }
    write(")");
}

void DialectSpelling::write_values(const ast::ValuesNode& node) {
    detail::Compilation& state = compilation();
    if (node.rows.empty()) throw CompileError("VALUES has no rows");
    const bool literal = std::exchange(state.options.literal_binds, state.options.literal_binds || node.literal_binds);
    write("VALUES ");
    bool first_row = true;
    for (const auto& row : node.rows) {
        write(first_row ? "(" : ", (");
        first_row = false;
        bool first = true;
        for (const auto& value : row) {
            if (!first) write(", ");
            first = false;
            state.mode.cast_parameter = needs_cast(*value);
            write_operand(*value, Operator::comma);
        }
        write(")");
    }
    state.options.literal_binds = literal;
}

void Compiler::visit(const ast::ScalarValues& node) {
    write("(");
    write_values(*node.values);
    write(")");
}

void Compiler::visit(const ast::ValuesStatement& node) {
    detail::Compilation& state = compilation();
    state.scopes.place = detail::Place{};
    write_values(*node.values);
}

void Compiler::visit(const ast::WholeRow& node) {
    detail::Compilation& state = compilation();
    write_identifier(state.names.alias_name(*node.from));
}

void Compiler::visit(const ast::FunctionColumn& node) {
    write("(");
    write(*node.function);
    write(").");
    write_identifier(node.name);
}

}  // namespace azoth
