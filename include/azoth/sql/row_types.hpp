#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/expression/tuple.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/statement.hpp>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth::detail {

template <class Item>
concept From = std::derived_from<std::remove_cvref_t<Item>, FromItem>;

/// An item of FROM: with columns, or SQL text.
template <class Item>
concept FromSource = requires(const std::remove_cvref_t<Item>& item) {
    { item.from_clause() } -> std::convertible_to<ast::FromPtr>;
};

template <class Item>
concept Selected = Expression<Item> || From<Item>;

template <class A, class B>
struct JoinRows;
template <class... As, class... Bs>
struct JoinRows<RowTypes<As...>, RowTypes<Bs...>> {
    using type = RowTypes<As..., Bs...>;
};
template <class... Bs>
struct JoinRows<RowTypes<Dynamic>, RowTypes<Bs...>> {
    using type = RowTypes<Dynamic>;
};
template <class... As>
struct JoinRows<RowTypes<As...>, RowTypes<Dynamic>> {
    using type = RowTypes<Dynamic>;
};
template <>
struct JoinRows<RowTypes<Dynamic>, RowTypes<Dynamic>> {
    using type = RowTypes<Dynamic>;
};
template <class A, class B>
using join_rows = typename JoinRows<A, B>::type;

template <class T>
using nullable_type = std::conditional_t<is_nullable<T> || std::same_as<T, Value>, T, std::optional<T>>;

/// The same row, each column of which can be NULL.
template <class Rows>
struct NullableRows;
template <class... Ts>
struct NullableRows<RowTypes<Ts...>> {
    using type = RowTypes<nullable_type<Ts>...>;
};
template <>
struct NullableRows<RowTypes<Dynamic>> {
    using type = RowTypes<Dynamic>;
};
template <class Rows>
using nullable_rows = typename NullableRows<Rows>::type;

template <class Shape, std::size_t... I>
auto shape_rows(std::index_sequence<I...>) -> RowTypes<typename boost::pfr::tuple_element_t<I, Shape>::value_type...>;

/// The types that an item of a select list contributes to a row.
template <class Item>
struct RowsOf {
    using type = RowTypes<typename Item::value_type>;
};
template <From Item>
struct RowsOf<Item> {
    using type = RowTypes<Dynamic>;
};
template <From Item>
requires requires { typename Item::rows; }
struct RowsOf<Item> {
    using type = typename Item::rows;
};
template <From Item>
requires(requires { typename Item::shape_type; } && !std::is_void_v<typename Item::shape_type>) struct RowsOf<Item> {
    using type = decltype(shape_rows<typename Item::shape_type>(
        std::make_index_sequence<boost::pfr::tuple_size_v<typename Item::shape_type>>()));
};

template <class... Items>
struct RowsOfAll {
    using type = RowTypes<>;
};
template <class First, class... Rest>
struct RowsOfAll<First, Rest...> {
    using type = join_rows<typename RowsOf<First>::type, typename RowsOfAll<Rest...>::type>;
};
/// What a row of these items consists of. Columns whose values are typed only at run time are Value.
template <class... Items>
using rows_of = typename RowsOfAll<std::remove_cvref_t<Items>...>::type;

template <std::size_t I, class Rows>
struct RowElement;
template <std::size_t I, class... Ts>
struct RowElement<I, RowTypes<Ts...>> {
    using type = std::tuple_element_t<I, std::tuple<Ts...>>;
};

/// A statement as an expression: NULL if it gives no row, a tuple if its rows have several columns.
template <class... Ts>
struct ScalarOf {
    using type = Tuple<Ts...>;
};
template <class T>
struct ScalarOf<T> {
    using type = Expr<nullable_type<T>>;
};
template <>
struct ScalarOf<Dynamic> {
    using type = Expr<Value>;
};

/// The columns of a FROM clause; those of a join are the columns of both its sides.
void add_selected(std::vector<ast::ExpressionPtr>& columns, const ast::FromPtr& from);
template <class Item>
void add_selected_item(std::vector<ast::ExpressionPtr>& columns, const Item& item) {
    if constexpr (Expression<Item>) {
        columns.push_back(item.node());
    } else {
        add_selected(columns, item.from_clause());
    }
}

}  // namespace azoth::detail
