#include <azoth/error.hpp>
#include <azoth/sql/table_function.hpp>
#include <azoth/sql/table_function_node.hpp>
#include <azoth/sql/values.hpp>

namespace azoth::detail {
namespace {

template <class Node, class Change>
ast::FromPtr changed_from(const ast::FromPtr& from, Change change) {
    auto copy = ast::make_node<Node>(static_cast<const Node&>(*from));
    change(*copy);
    return copy;
}

}  // namespace

ast::FromPtr make_values(const std::vector<ast::ExpressionPtr>& columns) {
    return ast::make_node<const ast::ValuesNode>(columns, std::string());
}
ast::FromPtr values_with_name(const ast::FromPtr& values, std::string_view name) {
    return changed_from<ast::ValuesNode>(values, [&](ast::ValuesNode& node) { node.alias_name = name; });
}
ast::FromPtr values_with_rows(const ast::FromPtr& values, std::vector<std::vector<ast::ExpressionPtr>> rows) {
    return changed_from<ast::ValuesNode>(values, [&](ast::ValuesNode& node) {
        for (auto& row : rows) node.rows.push_back(std::move(row));
    });
}
ast::FromPtr values_with_literals(const ast::FromPtr& values) {
    return changed_from<ast::ValuesNode>(values, [](ast::ValuesNode& node) { node.literal_binds = true; });
}
ast::FromPtr values_lateral(const ast::FromPtr& values) {
    return changed_from<ast::ValuesNode>(values, [](ast::ValuesNode& node) { node.lateral = true; });
}
ast::ExpressionPtr make_scalar_values(const ast::FromPtr& values) {
    return ast::make_node<const ast::ScalarValues>(
        ast::NodePtr<const ast::ValuesNode>(static_cast<const ast::ValuesNode*>(values.get())));
}
ast::FromPtr make_values_cte(const ast::FromPtr& values, std::string_view name) {
    const ast::NodePtr<const ast::ValuesNode> node(static_cast<const ast::ValuesNode*>(values.get()));
    return ast::make_node<const ast::Cte>(ast::make_node<const ast::ValuesStatement>(node),
                                          std::string(name.empty() ? node->name() : name), false, false);
}

ast::FromPtr make_table_function(ast::ExpressionPtr call, const std::vector<ast::ExpressionPtr>& columns) {
    return ast::make_node<const ast::TableFunction>(std::move(call), columns, std::string());
}
ast::FromPtr function_with_name(const ast::FromPtr& function, std::string_view name) {
    return changed_from<ast::TableFunction>(function, [&](ast::TableFunction& node) { node.alias_name = name; });
}
ast::FromPtr function_with_ordinality(const ast::FromPtr& function, std::string_view column) {
    if (column.empty()) throw ArgumentError("the column of WITH ORDINALITY has an empty name");
    return changed_from<ast::TableFunction>(
        function, [&](ast::TableFunction& node) { node.add_ordinality(std::string(column)); });
}
ast::FromPtr function_derived(const ast::FromPtr& function, bool with_types) {
    return changed_from<ast::TableFunction>(function, [&](ast::TableFunction& node) {
        node.derived = true;
        node.with_types = with_types;
    });
}
ast::FromPtr function_lateral(const ast::FromPtr& function) {
    return changed_from<ast::TableFunction>(function, [](ast::TableFunction& node) { node.lateral = true; });
}
ast::FromPtr function_joins(const ast::FromPtr& function) {
    return changed_from<ast::TableFunction>(function, [](ast::TableFunction& node) { node.joins_implicitly = true; });
}

ast::ExpressionPtr make_whole_row(const ast::FromPtr& from, const SqlType& type) {
    return ast::make_node<const ast::WholeRow>(from, type);
}
ast::ExpressionPtr make_function_column(ast::ExpressionPtr call, std::string_view name, const SqlType& type) {
    return ast::make_node<const ast::FunctionColumn>(std::move(call), std::string(name), type);
}

ast::FromPtr make_table_sample(const ast::FromPtr& table, std::string_view name, ast::ExpressionPtr sampling,
                               ast::ExpressionPtr seed) {
    return ast::make_node<const ast::TableSample>(table, std::string(name), std::move(sampling), std::move(seed));
}
ast::ExpressionPtr system_sample(ast::ExpressionPtr percent) {
    std::vector<ast::ExpressionPtr> arguments;
    arguments.push_back(std::move(percent));
    return make_call("system", std::move(arguments), SqlType());
}

}  // namespace azoth::detail
