#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/typed_expression.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// An expression with a direction, for ORDER BY.
class [[nodiscard]] OrderBy {
public:
    /// Makes a handle on a node.
    explicit OrderBy(ast::ExpressionPtr node) noexcept : node_(std::move(node)) {}
    /// Orders by an expression, ascending.
    template <class T>
    OrderBy(const Expr<T>& expression) noexcept : node_(expression.node()) {}
    /// Orders by a selected column or label, by its name.
    OrderBy(std::string_view name) : node_(detail::make_label_reference(name)) {}
    OrderBy(const char* name) : OrderBy(std::string_view(name)) {}
    OrderBy(std::nullptr_t) = delete;

    /// NULLS FIRST.
    OrderBy nulls_first() const { return OrderBy(detail::make_order(node_, Operator::nulls_first)); }
    /// NULLS LAST.
    OrderBy nulls_last() const { return OrderBy(detail::make_order(node_, Operator::nulls_last)); }
    /// The node of the tree.
    const ast::ExpressionPtr& node() const noexcept { return node_; }

private:
    ast::ExpressionPtr node_;
};

namespace detail {

template <class O>
ast::ExpressionPtr order_node(const O& order) {
    static_assert(std::convertible_to<const O&, OrderBy>,
                  "azoth: an order is an expression, its asc() or desc(), or the name of a selected column");
    if constexpr (Expression<O>) {
        return order.node();
    } else if constexpr (std::convertible_to<const O&, OrderBy>) {
        return static_cast<OrderBy>(order).node();
    } else {
        return {};
    }
}

}  // namespace detail

/// Orders ascending by a selected column or label, by its name.
inline OrderBy asc(std::string_view name) {
    return OrderBy(detail::make_order(detail::make_label_reference(name), Operator::asc));
}
/// Orders descending by a selected column or label, by its name.
inline OrderBy desc(std::string_view name) {
    return OrderBy(detail::make_order(detail::make_label_reference(name), Operator::desc));
}

/// Orders ascending by an expression.
template <class T>
OrderBy asc(const Expr<T>& expression) {
    return expression.asc();
}
/// Orders by an expression, ascending.
template <class T>
OrderBy desc(const Expr<T>& expression) {
    return expression.desc();
}

/// Orders by an expression, ascending.
template <class T>
OrderBy Expr<T>::asc() const {
    return OrderBy(detail::make_order(node(), Operator::asc));
}
/// Orders by an expression, ascending.
template <class T>
OrderBy Expr<T>::desc() const {
    return OrderBy(detail::make_order(node(), Operator::desc));
}
/// Orders by an expression, ascending.
template <class T>
OrderBy Expr<T>::nulls_first() const {
    return OrderBy(detail::make_order(node(), Operator::nulls_first));
}
/// Orders by an expression, ascending.
template <class T>
OrderBy Expr<T>::nulls_last() const {
    return OrderBy(detail::make_order(node(), Operator::nulls_last));
}

}  // namespace azoth

AZOTH_EXPORT_END
