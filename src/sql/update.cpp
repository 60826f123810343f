#include "sql/assigned_element.hpp"
#include "sql/extension.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/subquery_node.hpp>
#include <azoth/sql/update.hpp>

#include <algorithm>

namespace azoth::detail {

ast::NodePtr<const ast::StatementNode> make_update(const ast::FromPtr& table) {
    auto node = ast::make_node<ast::UpdateNode>();
    node->table = table;
    return node;
}

ast::ExpressionPtr make_dml_column(const ast::Expression& column) {
    return ast::make_node<const ast::DmlColumn>(ast::ExpressionPtr(&column));
}

Assignment make_tuple_assignment(std::vector<ast::ExpressionPtr> columns, const Statement& select) {
    auto target = ast::make_node<const ast::ExpressionList>(Operator::comma, std::move(columns));
    return Assignment(std::move(target), ast::make_node<const ast::ScalarSelect>(select.node()));
}

void UpdateBase::add_values(const std::vector<Assignment>& values, bool ordered) {
    auto& node = edit<ast::UpdateNode>();
    if (!node.values.empty() && node.ordered != ordered) {
        throw ArgumentError("values() and ordered_values() can't be combined");
    }
    node.ordered = ordered;
    for (const Assignment& assignment : values) {
        if (const auto* const tuple = dynamic_cast<const ast::ExpressionList*>(assignment.column().get())) {
            for (const auto& column : tuple->items) assigned_column(*node.table, *column);
        } else if (const ast::Column* const column = element_column(*assignment.column())) {
            assigned_column(*node.table, *column);
        } else {
            assigned_column(*node.table, *assignment.column());
        }
        const auto given = std::find_if(node.values.begin(), node.values.end(),
                                        [&](const auto& value) { return value.first == assignment.column(); });
        if (given != node.values.end()) {
            given->second = assignment.value();
        } else {
            node.values.emplace_back(assignment.column(), assignment.value());
        }
    }
}

void UpdateBase::set_return_defaults(std::vector<ast::ExpressionPtr> columns) {
    auto& node = edit<ast::UpdateNode>();
    for (const auto& column : columns) assigned_column(*node.table, *column);
    node.defaults = std::move(columns);
    node.return_defaults = true;
}

void UpdateBase::append_extension(const Extension& extension) {
    add_extension(edit<ast::UpdateNode>().extensions, extension, "an UPDATE", {ExtensionPoint::post_criteria});
}

}  // namespace azoth::detail
