#pragma once

#include <azoth/schema/column.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/statement.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace azoth::detail {

template <template <class...> class Kind, class Rows>
struct WithRows;
template <template <class...> class Kind, class... Ts>
struct WithRows<Kind, RowTypes<Ts...>> {
    using type = Kind<Ts...>;
};

/// A statement that changes rows, with the types of what RETURNING gives.
template <template <class...> class Kind, class... Ts, class Set, class... Items>
auto returning(const Kind<Ts...>& statement, Set set, const Items&... items) {
    std::vector<ast::ExpressionPtr> columns;
    (add_selected_item(columns, items), ...);
    Kind<Ts...> copy(statement);
    set(copy, std::move(columns));
    return typename WithRows<Kind, rows_of<Items...>>::type(copy.node());
}

template <class... Assignments>
std::vector<Assignment> assignments(const Assignments&... given) {
    std::vector<Assignment> list;
    list.reserve(sizeof...(given));
    (list.push_back(given), ...);
    return list;
}

/// Throws ArgumentError, with the name of the table, if what is assigned to is not a column of it.
const ast::Column& assigned_column(const ast::FromClause& table, const ast::Expression& target);

}  // namespace azoth::detail
