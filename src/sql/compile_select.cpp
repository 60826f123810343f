#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>

namespace azoth {

void Compiler::visit(const ast::SelectNode& node) {
    statement_->kind = StatementKind::select;
    write(node.distinct ? "SELECT DISTINCT " : "SELECT ");
    write_columns(node.columns);
    write_from(node);
    if (!node.where.empty()) {
        write("\nWHERE ");
        bool first = true;
        for (const auto& condition : node.where) {
            if (!first) write(" AND ");
            first = false;
            if (node.where.size() > 1) {
                write_operand(*condition, Operator::and_);
            } else {
                write(*condition);
            }
        }
    }
    if (!node.group_by.empty()) {
        write(" GROUP BY ");
        write_list(node.group_by, ", ");
    }
    if (!node.having.empty()) {
        write("\nHAVING ");
        bool first = true;
        for (const auto& condition : node.having) {
            if (!first) write(" AND ");
            first = false;
            write_operand(*condition, node.having.size() > 1 ? Operator::and_ : Operator::none);
        }
    }
    if (!node.order_by.empty()) {
        write(" ORDER BY ");
        write_list(node.order_by, ", ");
    }
    write_limit(node);
}

void Compiler::write_limit(const ast::SelectNode& node) {
    if (node.limit) {
        write("\n LIMIT ");
        write(*node.limit);
    }
    if (node.offset) {
        write(node.limit ? " OFFSET " : "\n OFFSET ");
        write(*node.offset);
    }
}

void Compiler::write_columns(const std::vector<ast::ExpressionPtr>& columns) {
    std::vector<std::string> names;
    names.reserve(columns.size());
    bool first = true;
    for (const auto& column : columns) {
        if (!first) write(", ");
        first = false;
        in_columns_ = true;
        std::string name;
        bool labelled = true;
        if (const auto* const label = dynamic_cast<const ast::Label*>(column.get())) {
            name = label->name;
        } else if (const auto* const plain = dynamic_cast<const ast::Column*>(column.get())) {
            name = plain->name;
            labelled = false;
        }
        write(*column);
        in_columns_ = false;
        if (name.empty()) {
            const auto* const function = dynamic_cast<const ast::Function*>(column.get());
            name = anonymous_name(function != nullptr ? std::string_view(function->name.back()) : "anon");
            write(" AS ");
            write_identifier(name);
        } else if (!labelled && std::find(names.begin(), names.end(), name) != names.end()) {
            name = anonymous_name(name);
            write(" AS ");
            write_identifier(name);
        }
        names.push_back(name);
        statement_->columns.push_back(ResultColumn{std::move(name), column->type});
    }
}

void Compiler::write_from(const ast::SelectNode& node) {
    ast::FromList list;
    for (const auto& from : node.from) from->collect_from(list);
    for (const auto& column : node.columns) column->collect_from(list);
    for (const auto& condition : node.where) condition->collect_from(list);
    if (list.items().empty()) return;
    write("\nFROM ");
    bool first = true;
    for (const ast::FromClause* const from : list.items()) {
        if (!first) write(", ");
        first = false;
        write(*from);
    }
}

}  // namespace azoth
