#include <azoth/error.hpp>
#include <azoth/expression/func.hpp>
#include <azoth/sql/merge.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>
#include <utility>

namespace azoth::detail {

ast::NodePtr<const ast::StatementNode> make_merge(const ast::FromPtr& table, const ast::FromPtr& source,
                                                  ast::ExpressionPtr condition) {
    auto node = ast::make_node<ast::MergeNode>();
    node->table = table;
    node->source = source;
    node->condition = std::move(condition);
    return node;
}

ast::ExpressionPtr make_returned(const ast::Expression& column, bool old) {
    const ast::Column* const plain = column.plain_column();
    if (plain == nullptr) throw ArgumentError("returning_old() and returning_new() take a column of a table");
    return ast::make_node<const ast::ReturnedColumn>(plain->name, old, plain->type);
}

ast::ExpressionPtr make_merge_action() { return func::call<std::string>("merge_action").node(); }

void MergeBase::add_clause(ast::MergeClause::Match match, ast::MergeClause::Action action,
                           const std::vector<ast::ExpressionPtr>& conditions, const std::vector<Assignment>& values) {
    auto& node = edit<ast::MergeNode>();
    auto clause = ast::make_node<ast::MergeClause>();
    clause->match = match;
    clause->action = action;
    clause->conditions = conditions;
    for (const Assignment& assignment : values) {
        const ast::Column& column = assigned_column(*node.table, *assignment.column());
        const bool given = std::any_of(clause->values.begin(), clause->values.end(),
                                       [&](const auto& value) { return value.first == assignment.column(); });
        if (given) throw ArgumentError("column " + column.name + " is given twice in a clause of a MERGE");
        clause->values.emplace_back(assignment.column(), assignment.value());
    }
    node.clauses.push_back(std::move(clause));
}

}  // namespace azoth::detail
