#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

/// A node and the one that replaces it.
using Replacement = std::pair<ast::AnyPtr, ast::AnyPtr>;
ast::NodePtr<const ast::StatementNode> replace_nodes(const Statement& statement, std::vector<Replacement> replacements);
/// Replaces a FROM clause and its columns by another and its columns of the same names.
std::vector<Replacement> from_replacements(const ast::FromPtr& what, const ast::FromPtr& by);

class NodeFunction {
public:
    virtual void call(const ast::Node& node) = 0;

protected:
    ~NodeFunction() = default;
};
void walk(const Statement& statement, NodeFunction& function);

}  // namespace detail

/// Returns the statement with one expression replaced by another wherever that node occurs: a column, a parameter, or
/// any expression that was kept.
template <class S, class T>
requires std::derived_from<S, Statement> S replace(const S& statement, const Expr<T>& what, const Expr<T>& by) {
    std::vector<detail::Replacement> replacements;
    replacements.emplace_back(what.node(), by.node());
    return S(detail::replace_nodes(statement, std::move(replacements)));
}
/// Returns the statement with a table replaced by another table, alias or subquery. Throws NoSuchColumnError if it
/// lacks a column of the replaced one.
template <class S>
requires std::derived_from<S, Statement> S replace(const S& statement, const FromItem& what, const FromItem& by) {
    return S(detail::replace_nodes(statement, detail::from_replacements(what.from_clause(), by.from_clause())));
}

/// Calls `function(const ast::Node&)` once for each node of a statement, tables and aliases included, each before its
/// children.
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
