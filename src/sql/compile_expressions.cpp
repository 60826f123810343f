#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/types/display.hpp>

#include <algorithm>

namespace azoth {

void Compiler::visit(const ast::Column& node) {
    if (qualify_columns_ && node.from != nullptr) {
        if (const auto* const table = dynamic_cast<const ast::TableNode*>(node.from)) {
            write_table_name(*table);
            write(".");
        } else if (const std::string_view name = alias_name(*node.from); !name.empty()) {
            write_identifier(name);
            write(".");
        }
    }
    write_identifier(node.name);
}

void Compiler::visit(const ast::Constant& node) {
    if (node.which == ast::Constant::Which::null) return write("NULL");
    write_boolean(node.which == ast::Constant::Which::true_);
}

void Compiler::visit(const ast::TextExpression& node) { write(node.text); }

void Compiler::visit(const ast::Unary& node) {
    const std::string_view text = info(node.op).text;
    const bool behind = node.op == Operator::asc || node.op == Operator::desc || node.op == Operator::nulls_first ||
                        node.op == Operator::nulls_last;
    if (!behind) write(text);
    write_operand(*node.operand, node.op);
    if (behind) write(text);
}

void Compiler::visit(const ast::Binary& node) { write_binary(node); }

void Compiler::write_binary(const ast::Binary& node) {
    if (node.op == Operator::in || node.op == Operator::not_in) {
        const auto* const list = dynamic_cast<const ast::ExpressionList*>(node.right.get());
        write_operand(*node.left, node.op);
        write(info(node.op).text);
        if (list != nullptr && list->items.empty()) {
            return write(node.op == Operator::in ? "(NULL) AND (1 != 1)" : "(NULL) OR (1 = 1)");
        }
        write("(");
        write(*node.right);
        return write(")");
    }
    write_operand(*node.left, node.op);
    write(info(node.op).text);
    write_operand(*node.right, node.op);
    if (!node.escape.empty()) {
        write(" ESCAPE ");
        write_literal(Value(std::string_view(node.escape)));
    }
}

void Compiler::visit(const ast::ExpressionList& node) {
    bool first = true;
    for (const auto& item : node.items) {
        if (!first) write(info(node.op).text);
        first = false;
        write_operand(*item, node.op);
    }
}

void Compiler::visit(const ast::Label& node) {
    if (!in_columns_) return write_identifier(node.name);
    write_operand(*node.element, Operator::as);
    write(" AS ");
    write_identifier(node.name);
}

void Compiler::visit(const ast::Function& node) {
    bool first = true;
    for (const std::string& part : node.name) {
        if (!first) write(".");
        first = false;
        write_identifier(part);
    }
    write("(");
    const bool in_columns = std::exchange(in_columns_, false);
    write_list(node.arguments, ", ");
    in_columns_ = in_columns;
    write(")");
}

void Compiler::visit(const ast::Alias& node) {
    write(*node.element);
    write(" AS ");
    write_identifier(alias_name(node));
}

void Compiler::visit(const ast::TableNode& node) { write_table_name(node); }

void Compiler::write_operand(const ast::Expression& operand, Operator beside) {
    const bool parentheses = needs_parentheses(operand.op, beside);
    if (parentheses) write("(");
    write(operand);
    if (parentheses) write(")");
}

void Compiler::write_boolean(bool value) { write(value ? "true" : "false"); }

void Compiler::write_literal(const Value& value) {
    std::string text;
    append_display(text, value.cell());
    write(text);
}

}  // namespace azoth
