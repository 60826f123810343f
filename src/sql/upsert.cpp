#include <azoth/error.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/upsert.hpp>

namespace azoth::detail {

ast::ExpressionPtr make_excluded(const ast::Expression& column) {
    const auto& given = static_cast<const ast::Column&>(column);
    return ast::make_node<const ast::ExcludedColumn>(given.name, given.type);
}

ConflictBase::ConflictBase() : clause_(ast::make_node<ast::ConflictClause>()) {}

void ConflictBase::add_element(ast::ExpressionPtr element) { clause_->elements.push_back(std::move(element)); }

void ConflictBase::add_element(const Statement& insert, std::string_view column) {
    const auto& node = static_cast<const ast::InsertNode&>(*insert.node());
    clause_->elements.push_back(column_named(node.table, column));
}

void ConflictBase::set_constraint(std::string_view name) { clause_->constraint = name; }

void ConflictBase::add_index_where(ast::ExpressionPtr condition) {
    clause_->index_where.push_back(std::move(condition));
}

ast::NodePtr<const ast::ConflictClause> ConflictBase::make(const Statement& insert, bool update,
                                                           const std::vector<Assignment>& set) const {
    const auto& node = static_cast<const ast::InsertNode&>(*insert.node());
    if (update && set.empty()) throw ArgumentError("ON CONFLICT DO UPDATE sets no column");
    auto clause = ast::make_node<ast::ConflictClause>(*clause_);
    clause->update = update;
    for (const auto& column : node.table->columns()) {
        for (const Assignment& assignment : set) {
            if (assignment.column().get() == column.get()) {
                clause->set.emplace_back(assignment.column(), assignment.value());
            }
        }
    }
    if (clause->set.size() != set.size()) {
        for (const Assignment& assignment : set) assigned_column(*node.table, *assignment.column());
    }
    return clause;
}

}  // namespace azoth::detail
