#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/expr.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

/// What stands in the place of what.
using Replacement = std::pair<ast::AnyPtr, ast::AnyPtr>;
ast::NodePtr<const ast::StatementNode> replace_nodes(const Statement& statement, std::vector<Replacement> replacements);
/// A FROM clause and its columns, in the place of another and of its columns of the same names.
std::vector<Replacement> from_replacements(const ast::FromPtr& what, const ast::FromPtr& by);

class NodeFunction {
public:
    virtual void call(const ast::Node& node) = 0;

protected:
    ~NodeFunction() = default;
};
void walk(const Statement& statement, NodeFunction& function);

}  // namespace detail

/// The statement with one expression in the place of another, wherever that node stands: a column, a parameter, any
/// part that was kept. The statement itself stays as it is.
template <class S, class T>
requires std::derived_from<S, Statement> S replace(const S& statement, const Expr<T>& what, const Expr<T>& by) {
    std::vector<detail::Replacement> replacements;
    replacements.emplace_back(what.node(), by.node());
    return S(detail::replace_nodes(statement, std::move(replacements)));
}
/// The statement over another table, alias or subquery. Throws NoSuchColumnError if it lacks a column that the replaced
/// one has.
template <class S>
requires std::derived_from<S, Statement> S replace(const S& statement, const FromItem& what, const FromItem& by) {
    return S(detail::replace_nodes(statement, detail::from_replacements(what.from_clause(), by.from_clause())));
}

/// Calls `function(const ast::Node&)` once for each node that the statement consists of, tables and aliases included,
/// each before what is under it.
template <class F>
void for_each_node(const Statement& statement, F&& function) {
    class Call final : public detail::NodeFunction {
    public:
        explicit Call(F& f) : function_(f) {}
        void call(const ast::Node& node) override { function_(node); }

    private:
        F& function_;
    };
    Call call(function);
    detail::walk(statement, call);
}

}  // namespace azoth

AZOTH_EXPORT_END
