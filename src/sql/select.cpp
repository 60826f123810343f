#include "sql/extension.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/from_node.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>

namespace azoth::detail {
namespace {

ast::SelectNode& as_select(ast::StatementNode& node) { return static_cast<ast::SelectNode&>(node); }

// Reflection can find a view whose columns it cannot read.
void check_has_columns(const ast::FromClause& from) {
    if (!from.columns().empty()) return;
    if (const auto* const alias = dynamic_cast<const ast::Alias*>(&from)) return check_has_columns(*alias->element);
    const ast::TableNode* const table = from.as_table();
    if (table == nullptr || table->kind == TableKind::table) return;
    throw ArgumentError("view \"" + table->full_name() +
                        "\" has no columns to select; if it was reflected, ReflectedTable::columns_error says why");
}

}  // namespace

void add_selected(std::vector<ast::ExpressionPtr>& columns, const ast::FromPtr& from) {
    if (const ast::Join* const join = from->as_join()) {
        add_selected(columns, join->left);
        add_selected(columns, join->right);
        return;
    }
    check_has_columns(*from);
    columns.reserve(columns.size() + from->columns().size());
    for (const auto& column : from->columns()) columns.emplace_back(column.get());
}

ast::NodePtr<const ast::StatementNode> make_select(Selection selection) {
    if (selection.columns.empty()) throw ArgumentError("a SELECT needs at least one column");
    auto node = ast::make_node<ast::SelectNode>();
    node->columns = std::move(selection.columns);
    node->column_from = std::move(selection.joins);
    return node;
}

ast::NodePtr<const ast::StatementNode> with_columns(const Statement& select, Selection selection, bool keep) {
    auto node = ast::make_node<ast::SelectNode>(static_cast<const ast::SelectNode&>(*select.node()));
    if (!keep) {
        node->columns.clear();
        node->column_from.clear();
    }
    node->columns.insert(node->columns.end(), selection.columns.begin(), selection.columns.end());
    node->column_from.insert(node->column_from.end(), selection.joins.begin(), selection.joins.end());
    return node;
}

void append_from(ast::StatementNode& select, const ast::FromPtr& from) { as_select(select).from.push_back(from); }

void append_join(ast::StatementNode& select, const ast::FromPtr& left, const ast::FromPtr& right, ast::ExpressionPtr on,
                 JoinKind kind) {
    as_select(select).joins.push_back(
        ast::make_node<const ast::Join>(left, right, std::move(on), static_cast<ast::Join::Kind>(kind)));
}

void append_where(ast::StatementNode& select, ast::ExpressionPtr condition) {
    if (condition) as_select(select).where.push_back(std::move(condition));
}

void append_filter(ast::StatementNode& select, std::string_view column, const Value& value) {
    auto& node = as_select(select);
    ast::FromList list;
    for (auto join = node.joins.rbegin(); join != node.joins.rend(); ++join) (*join)->right->collect_from(list);
    for (const auto& from : node.from) from->collect_from(list);
    for (const auto& from : node.column_from) from->collect_from(list);
    for (const auto& selected : node.columns) selected->collect_from(list);
    for (const ast::FromClause* const from : list.items()) {
        const ast::Column* const found = from->find(column);
        if (found == nullptr) continue;
        ast::ExpressionPtr right = operand(value, *found);
        node.where.push_back(make_binary(Operator::eq, ast::ExpressionPtr(found), std::move(right)));
        return;
    }
    throw NoSuchColumnError("no FROM clause has a column \"" + std::string(column) + '"');
}

void append_group_by(ast::StatementNode& select, ast::ExpressionPtr term) {
    as_select(select).group_by.push_back(std::move(term));
}

void clear_group_by(ast::StatementNode& select) { as_select(select).group_by.clear(); }

void append_having(ast::StatementNode& select, ast::ExpressionPtr condition) {
    if (condition) as_select(select).having.push_back(std::move(condition));
}

void append_window(ast::StatementNode& select, std::string_view name, const Window& window) {
    as_select(select).windows.emplace_back(std::string(name), window.node());
}

void append_distinct(ast::StatementNode& select, std::vector<ast::ExpressionPtr> on) {
    auto& node = as_select(select);
    node.distinct = true;
    node.distinct_on.insert(node.distinct_on.end(), on.begin(), on.end());
}

void set_correlation(ast::StatementNode& select, bool except) {
    as_select(select).correlation =
        except ? ast::SelectNode::Correlation::except : ast::SelectNode::Correlation::listed;
}

void append_correlated(ast::StatementNode& select, const ast::FromPtr& from) {
    as_select(select).correlated.push_back(from);
}

void append_prefix(ast::StatementNode& select, std::string_view text, std::string_view dialect) {
    as_select(select).prefixes.emplace_back(text, dialect);
}

void append_suffix(ast::StatementNode& select, std::string_view text, std::string_view dialect) {
    as_select(select).suffixes.emplace_back(text, dialect);
}

void append_hint(ast::StatementNode& select, const ast::FromPtr& from, std::string_view text,
                 std::string_view dialect) {
    as_select(select).hints.push_back(ast::SelectNode::Hint{from, std::string(text), std::string(dialect)});
}

void append_statement_hint(ast::StatementNode& select, std::string_view text, std::string_view dialect) {
    as_select(select).statement_hints.emplace_back(text, dialect);
}

void append_extension(ast::StatementNode& select, const Extension& extension) {
    add_extension(as_select(select).extensions, extension, "a SELECT",
                  {ExtensionPoint::post_select, ExtensionPoint::pre_columns, ExtensionPoint::post_criteria,
                   ExtensionPoint::post_body});
}

void set_style(ast::StatementNode& select, LabelStyle style) { as_select(select).label_style = style; }

void keep_column_from(ast::StatementNode& select) {
    auto& node = as_select(select);
    if (!node.joins.empty()) {
        throw InvalidRequestError("a SELECT with joins keeps its FROM clauses only if select_from() names the first");
    }
    ast::FromList list;
    for (const auto& from : node.column_from) from->collect_from(list);
    for (const auto& column : node.columns) column->collect_from(list);
    for (const ast::FromClause* const from : list.items()) {
        const auto named = [&](const ast::FromPtr& known) { return known.get() == from; };
        if (std::none_of(node.from.begin(), node.from.end(), named)) node.from.emplace_back(from);
    }
}

}  // namespace azoth::detail
