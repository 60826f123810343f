#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/row_types.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

ast::ExpressionPtr make_exists(const Statement& statement);
ast::ExpressionPtr make_exists();
/// Over a SELECT of expressions.
ast::ExpressionPtr make_exists(std::vector<ast::ExpressionPtr> selected);
ast::ExpressionPtr exists_where(const ast::Expression& exists, ast::ExpressionPtr condition);
ast::ExpressionPtr exists_from(const ast::Expression& exists, const ast::FromPtr& from);
ast::ExpressionPtr exists_correlate(const ast::Expression& exists, const ast::FromPtr& from, bool except);

}  // namespace detail

/// EXISTS (...): whether a statement gives a row.
class [[nodiscard]] Exists : public Expr<bool> {
public:
    using Expr::Expr;

    /// `exists().where(orders.user_id == users.id)`: what it selects from follows from the conditions.
    template <class... Conditions>
    Exists where(const Conditions&... conditions) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_where(*changed, detail::condition_node(conditions))), ...);
        return Exists(std::move(changed));
    }
    template <detail::FromSource... Items>
    Exists select_from(const Items&... items) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_from(*changed, items.from_clause())), ...);
        return Exists(std::move(changed));
    }
    /// The tables that it takes from the statement around it.
    template <detail::From... Items>
    Exists correlate(const Items&... items) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_correlate(*changed, items.from_clause(), false)), ...);
        return Exists(std::move(changed));
    }
    /// The tables that it does not take from there, whatever else it takes.
    template <detail::From... Items>
    Exists correlate_except(const Items&... items) const {
        ast::ExpressionPtr changed = node();
        ((changed = detail::exists_correlate(*changed, items.from_clause(), true)), ...);
        return Exists(std::move(changed));
    }
};

inline Exists exists() { return Exists(detail::make_exists()); }
/// `exists(orders.id).where(orders.user_id == users.id)`: SELECT orders.id ...
template <detail::Expression... Items>
requires(sizeof...(Items) > 0) Exists exists(const Items&... items) {
    return Exists(detail::make_exists({items.node()...}));
}
template <Executable S>
Exists exists(const S& statement) {
    return Exists(detail::make_exists(statement));
}

}  // namespace azoth

AZOTH_EXPORT_END
