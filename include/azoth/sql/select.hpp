#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/statement.hpp>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

template <class Item>
concept From = std::derived_from<std::remove_cvref_t<Item>, FromItem>;

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

template <class Shape, std::size_t... I>
auto shape_rows(std::index_sequence<I...>) -> RowTypes<typename boost::pfr::tuple_element_t<I, Shape>::value_type...>;

/// The types that an item of a select list contributes to a row.
template <class Item>
struct RowsOf {
    using type = RowTypes<typename Item::value_type>;
};
template <From Item>
struct RowsOf<Item> {
    using type = decltype(shape_rows<typename Item::shape_type>(
        std::make_index_sequence<boost::pfr::tuple_size_v<typename Item::shape_type>>()));
};
template <From Item>
requires std::is_void_v<typename Item::shape_type>
struct RowsOf<Item> {
    using type = RowTypes<Dynamic>;
};

template <class... Items>
struct RowsOfAll {
    using type = RowTypes<>;
};
template <class First, class... Rest>
struct RowsOfAll<First, Rest...> {
    using type = typename JoinRows<typename RowsOf<First>::type, typename RowsOfAll<Rest...>::type>::type;
};
template <class... Items>
using rows_of = typename RowsOfAll<std::remove_cvref_t<Items>...>::type;

/// The part of a Select that is the same for all row types.
class SelectBase : public Statement {
public:
    using Statement::Statement;

protected:
    void add_from(const ast::FromPtr& from);
    void add_where(ast::ExpressionPtr condition);
    void add_group_by(ast::ExpressionPtr expression);
    void add_having(ast::ExpressionPtr condition);
    void add_order_by(ast::ExpressionPtr expression);
    void set_limit(std::int64_t rows);
    void set_offset(std::int64_t rows);
    void set_distinct();
};

void add_selected(std::vector<ast::ExpressionPtr>& columns, const ast::FromPtr& from);
template <class Item>
void add_selected_item(std::vector<ast::ExpressionPtr>& columns, const Item& item) {
    if constexpr (Expression<Item>) {
        columns.push_back(item.node());
    } else {
        add_selected(columns, item.from_clause());
    }
}
ast::NodePtr<const ast::StatementNode> make_select(std::vector<ast::ExpressionPtr> columns);

}  // namespace detail

/// SELECT; each row is a Row<Ts...>. Every method gives a new statement and leaves this one as it is.
template <class... Ts>
class Select : public detail::SelectBase {
public:
    using rows = RowTypes<Ts...>;
    using SelectBase::SelectBase;

    /// Adds conditions, all of which must hold.
    template <std::convertible_to<Condition>... Conditions>
    Select where(const Conditions&... conditions) const& {
        return Select(*this).where(conditions...);
    }
    template <std::convertible_to<Condition>... Conditions>
    Select where(const Conditions&... conditions) && {
        (this->add_where(Condition(conditions).node()), ...);
        return std::move(*this);
    }

    /// Names what stands in FROM where the columns don't tell.
    template <detail::From... Items>
    Select select_from(const Items&... items) const& {
        return Select(*this).select_from(items...);
    }
    template <detail::From... Items>
    Select select_from(const Items&... items) && {
        (this->add_from(items.from_clause()), ...);
        return std::move(*this);
    }

    template <detail::Expression... Es>
    Select group_by(const Es&... expressions) const& {
        return Select(*this).group_by(expressions...);
    }
    template <detail::Expression... Es>
    Select group_by(const Es&... expressions) && {
        (this->add_group_by(expressions.node()), ...);
        return std::move(*this);
    }

    template <std::convertible_to<Condition>... Conditions>
    Select having(const Conditions&... conditions) const& {
        return Select(*this).having(conditions...);
    }
    template <std::convertible_to<Condition>... Conditions>
    Select having(const Conditions&... conditions) && {
        (this->add_having(Condition(conditions).node()), ...);
        return std::move(*this);
    }

    /// Adds to the order: expressions, or `column.desc().nulls_last()`.
    template <std::convertible_to<OrderBy>... Orders>
    Select order_by(const Orders&... orders) const& {
        return Select(*this).order_by(orders...);
    }
    template <std::convertible_to<OrderBy>... Orders>
    Select order_by(const Orders&... orders) && {
        (this->add_order_by(OrderBy(orders).node()), ...);
        return std::move(*this);
    }

    /// At most so many rows.
    Select limit(std::int64_t count) const& { return Select(*this).limit(count); }
    Select limit(std::int64_t count) && {
        this->set_limit(count);
        return std::move(*this);
    }
    /// Skips so many rows.
    Select offset(std::int64_t count) const& { return Select(*this).offset(count); }
    Select offset(std::int64_t count) && {
        this->set_offset(count);
        return std::move(*this);
    }
    Select distinct() const& { return Select(*this).distinct(); }
    Select distinct() && {
        this->set_distinct();
        return std::move(*this);
    }
};

namespace detail {

template <class Rows>
struct SelectOf;
template <class... Ts>
struct SelectOf<RowTypes<Ts...>> {
    using type = Select<Ts...>;
};

}  // namespace detail

/// SELECT of columns, expressions and whole tables; FROM follows from them.
template <detail::Selected... Items>
requires(sizeof...(Items) > 0) typename detail::SelectOf<detail::rows_of<Items...>>::type
    select(const Items&... items) {
    std::vector<ast::ExpressionPtr> columns;
    (detail::add_selected_item(columns, items), ...);
    return typename detail::SelectOf<detail::rows_of<Items...>>::type(detail::make_select(std::move(columns)));
}

}  // namespace azoth
