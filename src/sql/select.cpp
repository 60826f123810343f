#include <azoth/error.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/statement_node.hpp>

namespace azoth::detail {
namespace {

ast::ExpressionPtr row_count(std::int64_t rows, const char* what) {
    if (rows < 0) throw ArgumentError(std::string(what) + " is negative");
    if (rows <= INT32_MAX) return make_bind(Value(static_cast<std::int32_t>(rows)), "param");
    return make_bind(Value(rows), "param");
}

}  // namespace

void add_selected(std::vector<ast::ExpressionPtr>& columns, const ast::FromPtr& from) {
    for (const auto& column : from->columns()) columns.emplace_back(column.get());
}

ast::NodePtr<const ast::StatementNode> make_select(std::vector<ast::ExpressionPtr> columns) {
    auto node = ast::make_node<ast::SelectNode>();
    node->columns = std::move(columns);
    return node;
}

void SelectBase::add_from(const ast::FromPtr& from) { edit<ast::SelectNode>().from.push_back(from); }
void SelectBase::add_where(ast::ExpressionPtr condition) {
    edit<ast::SelectNode>().where.push_back(std::move(condition));
}
void SelectBase::add_group_by(ast::ExpressionPtr expression) {
    edit<ast::SelectNode>().group_by.push_back(std::move(expression));
}
void SelectBase::add_having(ast::ExpressionPtr condition) {
    edit<ast::SelectNode>().having.push_back(std::move(condition));
}
void SelectBase::add_order_by(ast::ExpressionPtr expression) {
    edit<ast::SelectNode>().order_by.push_back(std::move(expression));
}
void SelectBase::set_limit(std::int64_t rows) { edit<ast::SelectNode>().limit = row_count(rows, "LIMIT"); }
void SelectBase::set_offset(std::int64_t rows) { edit<ast::SelectNode>().offset = row_count(rows, "OFFSET"); }
void SelectBase::set_distinct() { edit<ast::SelectNode>().distinct = true; }

}  // namespace azoth::detail
