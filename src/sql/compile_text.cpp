#include "sql/compilation.hpp"
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/text_node.hpp>

#include <utility>

namespace azoth {

void Compiler::visit(const ast::TextClause& text) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    const ast::TextClause& node = text.sqlite && traits().bracket_quotes ? *text.sqlite : text;
    for (std::size_t i = 0; i < node.pieces.size(); ++i) {
        // A quote directly after a literal would continue the literal.
        if (i != 0 && !state.out.text.empty() && state.out.text.back() == '\'' && node.pieces[i].starts_with('\''))
            write(" ");
        write(node.pieces[i]);
        if (i == node.parameters.size()) break;
        const ast::Expression& parameter = *node.parameters[i];
        if (parameter.as_parameter() != nullptr) {
            state.mode.text_parameter = true;
            write(parameter);
        } else if (const ast::ExpressionList* const list = parameter.as_list();
                   list != nullptr && list->items.empty()) {
            // An empty list as a subquery without rows.
            write("(SELECT CAST(NULL AS ");
            write(type_name(list->type.is_null() ? SqlType(Text()) : list->type));
            write(") WHERE 1 != 1)");
        } else {
            write("(");
            write(parameter);
            write(")");
        }
    }
}

void Compiler::visit(const ast::TextFrom& node) { write(*node.clause); }

void Compiler::visit(const ast::TextNode& node) {
    detail::Compilation& state = compilation();
    const bool outermost = std::exchange(state.scopes.top_level, false);
    write(*node.clause);
    if (!outermost) return;
    state.statement->kind = StatementKind::text;
    for (const auto& column : node.columns) {
        state.statement->columns.push_back(ResultColumn{std::string(column->row_name()), column->type});
        state.compiled.columns.push_back(column.get());
    }
    if (!node.columns.empty()) return;
    for (const SqlType& type : node.types) state.statement->columns.push_back(ResultColumn{{}, type});
}

}  // namespace azoth
