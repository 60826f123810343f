#include "sql/from_resolution.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/from_node.hpp>
#include <azoth/sql/join.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/subquery.hpp>

namespace azoth::detail {
namespace {

const ast::Cte& as_cte(const ast::FromPtr& from) { return static_cast<const ast::Cte&>(*from); }

ast::NodePtr<ast::Cte> instead_of(const ast::FromPtr& cte) {
    auto copy = ast::make_node<ast::Cte>(as_cte(cte));
    copy->restates = ast::NodePtr<const ast::Cte>(&as_cte(cte));
    return copy;
}

}  // namespace

ast::ExpressionPtr result_column_for(const ast::FromPtr& from, const ast::Expression& wanted) {
    for (const auto& column : from->columns()) {
        // Under an alias of a CTE, the CTE's columns are checked first.
        for (const ast::Column* at = column.get(); at != nullptr; at = at->origin) {
            if (at == &wanted || at->expression.get() == &wanted) return ast::ExpressionPtr(column.get());
        }
    }
    if (wanted.plain_column() != nullptr) return column_for(from, *wanted.plain_column());
    throw NoSuchColumnError("\"" + std::string(from->name().empty() ? from->name_seed() : from->name()) +
                            "\" has no column for the given expression: it finds an expression by the object that was "
                            "selected, not by its text. Keep that object in a variable, and use it in both places.");
}

ast::FromPtr make_subquery(const Statement& statement, std::string_view name, bool lateral) {
    if (statement.node()->changes_rows()) {
        throw ArgumentError("a statement that changes rows cannot be in FROM; use it as a cte()");
    }
    return ast::make_node<const ast::Subquery>(statement.node(), std::string(name), lateral);
}

ast::FromPtr rename_subquery(const ast::FromPtr& subquery, std::string_view name) {
    const auto& node = static_cast<const ast::Subquery&>(*subquery);
    return ast::make_node<const ast::Subquery>(node.element, std::string(name), node.lateral);
}

ast::FromPtr lateral_subquery(const ast::FromPtr& subquery) {
    const auto& node = static_cast<const ast::Subquery&>(*subquery);
    return ast::make_node<const ast::Subquery>(node.element, node.alias_name, true);
}

ast::FromPtr make_cte(const Statement& statement, std::string_view name, CteFlags flags) {
    const auto has = [&](CteFlags flag) { return (static_cast<unsigned>(flags) & static_cast<unsigned>(flag)) != 0; };
    return ast::make_node<const ast::Cte>(statement.node(), std::string(name), has(CteFlags::recursive),
                                          has(CteFlags::nesting));
}

ast::FromPtr extend_cte(const ast::FromPtr& cte, std::vector<ast::NodePtr<const ast::StatementNode>> parts, bool all) {
    const ast::Cte& first = as_cte(cte);
    auto both = ast::make_node<ast::CompoundNode>();
    both->kind = all ? ast::CompoundNode::Kind::union_all : ast::CompoundNode::Kind::union_;
    both->members.push_back(first.element);
    both->members.insert(both->members.end(), parts.begin(), parts.end());
    auto extended =
        ast::make_node<ast::Cte>(ast::StatementPtr(std::move(both)), first.cte_name, first.recursive, first.nesting);
    extended->restates = ast::NodePtr<const ast::Cte>(&first);
    extended->prefixes = first.prefixes;
    extended->suffixes = first.suffixes;
    return extended;
}

ast::FromPtr cte_with_prefix(const ast::FromPtr& cte, std::string_view text) {
    auto copy = instead_of(cte);
    copy->prefixes.emplace_back(text);
    return copy;
}

ast::FromPtr cte_with_suffix(const ast::FromPtr& cte, std::string_view text) {
    auto copy = instead_of(cte);
    copy->suffixes.emplace_back(text);
    return copy;
}

ast::FromPtr make_join(const ast::FromPtr& left, const ast::FromPtr& right, ast::ExpressionPtr on, JoinKind kind) {
    if (!on && kind != JoinKind::cross) on = join_condition(*left, *right);
    return ast::make_node<const ast::Join>(left, right, std::move(on), static_cast<ast::Join::Kind>(kind));
}

}  // namespace azoth::detail
