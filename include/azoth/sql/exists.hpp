#pragma once

#include <azoth/sql/row_types.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <vector>

namespace azoth {

namespace detail {

ast::ExpressionPtr make_exists(const Statement& statement);
ast::ExpressionPtr make_exists();
/// EXISTS of a SELECT of expressions.
ast::ExpressionPtr make_exists(std::vector<ast::ExpressionPtr> selected);
ast::ExpressionPtr exists_where(const ast::Expression& exists, ast::ExpressionPtr condition);
ast::ExpressionPtr exists_from(const ast::Expression& exists, const ast::FromPtr& from);
ast::ExpressionPtr exists_correlate(const ast::Expression& exists, const ast::FromPtr& from, bool except);

}  // namespace detail

/// EXISTS (...): whether a statement returns a row.
class Exists : public Expr<bool> {
public:
    using Expr::Expr;

    /// Adds conditions: `exists().where(orders.user_id == users.id)`. FROM is derived from them.
    template <class... Conditions>
    Exists where(const Conditions&... conditions) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_where(*changed, detail::condition_node(conditions))), ...);
        return Exists(std::move(changed));
    }
    /// Adds items to FROM.
    template <detail::FromSource... Items>
    Exists select_from(const Items&... items) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_from(*changed, items.from_clause())), ...);
        return Exists(std::move(changed));
    }
    /// Sets the tables that are taken from the enclosing statement; see Select::correlate().
    template <detail::From... Items>
    Exists correlate(const Items&... items) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_correlate(*changed, items.from_clause(), false)), ...);
        return Exists(std::move(changed));
    }
    /// Sets the tables that are not taken from the enclosing statement; see Select::correlate_except().
    template <detail::From... Items>
    Exists correlate_except(const Items&... items) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_correlate(*changed, items.from_clause(), true)), ...);
        return Exists(std::move(changed));
    }
};

/// EXISTS (SELECT * ...), to be completed by where() or select_from().
inline Exists exists() { return Exists(detail::make_exists()); }
/// EXISTS of a SELECT of expressions: `exists(orders.id).where(orders.user_id == users.id)`.
template <detail::Expression... Items>
requires(sizeof...(Items) > 0) Exists exists(const Items&... items) {
    return Exists(detail::make_exists({items.node()...}));
}
/// EXISTS of a statement.
template <Executable S>
Exists exists(const S& statement) {
    return Exists(detail::make_exists(statement));
}

}  // namespace azoth
