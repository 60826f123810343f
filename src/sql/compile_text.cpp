#include <azoth/sql/compiler.hpp>
#include <azoth/sql/text_node.hpp>

#include <utility>

namespace azoth {

void Compiler::visit(const ast::TextClause& text) {
    reads_only_ = false;
    const ast::TextClause& node = text.sqlite && has_bracket_quotes() ? *text.sqlite : text;
    for (std::size_t i = 0; i < node.pieces.size(); ++i) {
        // A quote behind a literal would go on with it.
        if (i != 0 && !out_.empty() && out_.back() == '\'' && node.pieces[i].starts_with('\'')) write(" ");
        write(node.pieces[i]);
        if (i == node.parameters.size()) break;
        const ast::Expression& parameter = *node.parameters[i];
        if (parameter.as_parameter() != nullptr) {
            text_parameter_ = true;
            write(parameter);
        } else if (const ast::ExpressionList* const list = parameter.as_list();
                   list != nullptr && list->items.empty()) {
            // A list of nothing: nothing is in it.
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
    const bool outermost = std::exchange(top_level_, false);
    write(*node.clause);
    if (!outermost) return;
    statement_->kind = StatementKind::text;
    for (const auto& column : node.columns) {
        statement_->columns.push_back(ResultColumn{std::string(column->row_name()), column->type});
        compiled_.columns.push_back(column.get());
    }
    if (!node.columns.empty()) return;
    for (const SqlType& type : node.types) statement_->columns.push_back(ResultColumn{{}, type});
}

}  // namespace azoth
