#include "sql/extension.hpp"
#include <azoth/sql/delete.hpp>
#include <azoth/sql/statement_node.hpp>

namespace azoth::detail {

ast::NodePtr<const ast::StatementNode> make_delete(const ast::FromPtr& table) {
    auto node = ast::make_node<ast::DeleteNode>();
    node->table = table;
    return node;
}

void DeleteBase::add_using(const ast::FromPtr& from) { edit<ast::DeleteNode>().using_.push_back(from); }

void DeleteBase::add_where(ast::ExpressionPtr condition) {
    edit<ast::DeleteNode>().where.push_back(std::move(condition));
}

void DeleteBase::add_filter(std::string_view column, const Value& value) {
    auto& node = edit<ast::DeleteNode>();
    node.where.push_back((Expr<Value>(column_named(node.table, column)) == value).node());
}

void DeleteBase::set_returning(std::vector<ast::ExpressionPtr> columns) {
    edit<ast::DeleteNode>().returning = std::move(columns);
}

void DeleteBase::append_prefix(std::string_view text, std::string_view dialect) {
    edit<ast::DeleteNode>().prefixes.emplace_back(text, dialect);
}

void DeleteBase::append_hint(std::string_view text, std::string_view dialect) {
    edit<ast::DeleteNode>().hints.emplace_back(text, dialect);
}

void DeleteBase::append_extension(const Extension& extension) {
    add_extension(edit<ast::DeleteNode>().extensions, extension, "a DELETE", {ExtensionPoint::post_criteria});
}

void DeleteBase::append_cte(const ast::FromPtr& cte) { edit<ast::DeleteNode>().ctes.push_back(cte); }

}  // namespace azoth::detail
