#pragma once

#include <azoth/sql/subquery.hpp>

#include <concepts>
#include <cstdint>

namespace azoth {

namespace detail {

enum class JoinKind : std::uint8_t { inner, left, right, full, cross };

/// Without a condition it is derived from the foreign keys.
ast::FromPtr make_join(const ast::FromPtr& left, const ast::FromPtr& right, ast::ExpressionPtr on, JoinKind kind);

}  // namespace detail

/// Two FROM items joined; `select(users.join(orders))` selects the columns of both.
template <class... Ts>
class Join : public FromItem, public detail::Joins<Join<Ts...>> {
public:
    /// The types of the columns of both sides.
    using rows = RowTypes<Ts...>;
    using FromItem::FromItem;
};

namespace detail {

inline ast::ExpressionPtr on_condition() { return {}; }
template <class On>
ast::ExpressionPtr on_condition(const On& on) {
    return condition_node(on);
}

template <class Rows, class Left, class Right, class... On>
auto joined(JoinKind kind, const Left& left, const Right& right, const On&... on) {
    return of_rows<Join, Rows>(make_join(left.from_clause(), right.from_clause(), on_condition(on...), kind));
}

template <From Left, From Right, class... On>
requires(sizeof...(On) <= 1) auto join_items(const Left& left, const Right& right, const On&... on) {
    return joined<join_rows<rows_of<Left>, rows_of<Right>>>(JoinKind::inner, left, right, on...);
}
template <From Left, From Right, class... On>
requires(sizeof...(On) <= 1) auto outer_join_items(const Left& left, const Right& right, const On&... on) {
    return joined<join_rows<rows_of<Left>, nullable_rows<rows_of<Right>>>>(JoinKind::left, left, right, on...);
}
template <From Left, From Right, class... On>
requires(sizeof...(On) <= 1) auto right_join_items(const Left& left, const Right& right, const On&... on) {
    return joined<join_rows<nullable_rows<rows_of<Left>>, rows_of<Right>>>(JoinKind::right, left, right, on...);
}
template <From Left, From Right, class... On>
requires(sizeof...(On) <= 1) auto full_join_items(const Left& left, const Right& right, const On&... on) {
    return joined<join_rows<nullable_rows<rows_of<Left>>, nullable_rows<rows_of<Right>>>>(JoinKind::full, left, right,
                                                                                          on...);
}
template <From Left, From Right>
auto cross_join_items(const Left& left, const Right& right) {
    return joined<join_rows<rows_of<Left>, rows_of<Right>>>(JoinKind::cross, left, right);
}

}  // namespace detail
}  // namespace azoth
