#pragma once

#include <azoth/schema/joins.hpp>
#include <azoth/sql/row_types.hpp>
#include <azoth/sql/statement.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace azoth {

namespace detail {

/// Returns the column of `from` for a column or expression of its statement. Throws NoSuchColumnError.
ast::ExpressionPtr result_column_for(const ast::FromPtr& from, const ast::Expression& wanted);
ast::FromPtr make_subquery(const Statement& statement, std::string_view name, bool lateral);
/// The same statement under another name.
ast::FromPtr rename_subquery(const ast::FromPtr& subquery, std::string_view name);
ast::FromPtr lateral_subquery(const ast::FromPtr& subquery);

}  // namespace detail

/// An item of FROM whose columns have the types Ts: a subquery, a CTE, VALUES, a function.
template <class... Ts>
class TypedFrom : public FromItem {
public:
    /// The types of its columns.
    using rows = RowTypes<Ts...>;
    using FromItem::FromItem;
    using FromItem::operator[];

    /// Returns the column for a column, label or other expression of the item's statement: `top[users.name]`,
    /// `top[spent]`. Throws NoSuchColumnError.
    template <class T>
    Column<T> operator[](const Expr<T>& expression) const {
        return Column<T>(detail::result_column_for(this->from_clause(), *expression.node()));
    }
    /// Returns the column at a position.
    template <std::size_t Place>
    auto column() const {
        return Column<typename detail::RowElement<Place, rows>::type>(detail::column_at(this->from_clause(), Place));
    }
    /// Returns the column of a name; its type is checked only when a value is read. Throws NoSuchColumnError.
    template <class T>
    Column<T> column(std::string_view name) const {
        return Column<T>(detail::column_named(this->from_clause(), name));
    }
};

/// A statement in FROM: `auto sub = select(...).subquery("totals"); sub[orders.user_id]`.
template <class... Ts>
class Subquery : public TypedFrom<Ts...>, public detail::Joins<Subquery<Ts...>> {
public:
    using TypedFrom<Ts...>::TypedFrom;

    /// Returns the same statement under another name.
    Subquery alias(std::string_view name = {}) const {
        return Subquery(detail::rename_subquery(this->from_clause(), name));
    }
    /// Returns the subquery evaluated for each row of the items before it in FROM.
    Subquery lateral() const { return Subquery(detail::lateral_subquery(this->from_clause())); }
};

/// A FROM item whose columns can be NULL, as the optional side of an outer join: `select(users.name,
/// nullable(orders)[orders.total]).outer_join(orders)`.
template <class... Ts>
class NullableSource : public FromItem {
public:
    /// The types of its columns.
    using rows = RowTypes<Ts...>;
    using FromItem::FromItem;
    using FromItem::operator[];

    /// Returns the column for a column or expression of the item. Throws NoSuchColumnError.
    template <class T>
    Expr<detail::nullable_type<T>> operator[](const Expr<T>& expression) const {
        return Expr<detail::nullable_type<T>>(detail::result_column_for(this->from_clause(), *expression.node()));
    }
};

namespace detail {

template <template <class...> class Kind, class Rows>
struct OfRows;
template <template <class...> class Kind, class... Ts>
struct OfRows<Kind, RowTypes<Ts...>> {
    using type = Kind<Ts...>;
};
/// Kind<Ts...> for RowTypes<Ts...>.
template <template <class...> class Kind, class Rows>
using of_rows = typename OfRows<Kind, Rows>::type;

}  // namespace detail

/// Returns the item with nullable columns, for the select list of an outer join.
template <detail::From Item>
auto nullable(const Item& item) {
    return detail::of_rows<NullableSource, detail::nullable_rows<detail::rows_of<Item>>>(item.from_clause());
}

}  // namespace azoth
