#include <azoth/sql/dml.hpp>
#include <azoth/sql/statement_node.hpp>

#include <utility>

namespace azoth::detail {

void DmlBase::set_returning(std::vector<ast::ExpressionPtr> columns) {
    edit<ast::DmlNode>().returning = std::move(columns);
}

void DmlBase::append_prefix(std::string_view text, std::string_view dialect) {
    edit<ast::DmlNode>().prefixes.emplace_back(text, dialect);
}

void DmlBase::append_cte(const ast::FromPtr& cte) { edit<ast::DmlNode>().ctes.push_back(cte); }

void SearchedBase::add_where(ast::ExpressionPtr condition) {
    edit<ast::SearchedNode>().where.push_back(std::move(condition));
}

void SearchedBase::add_filter(std::string_view column, const Value& value) {
    auto& node = edit<ast::SearchedNode>();
    node.where.push_back((Expr<Value>(column_named(node.table, column)) == value).node());
}

void SearchedBase::append_hint(std::string_view text, std::string_view dialect) {
    edit<ast::SearchedNode>().hints.emplace_back(text, dialect);
}

}  // namespace azoth::detail
