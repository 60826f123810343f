#pragma once

#include <azoth/schema/column.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/statement.hpp>

#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

class Extension;

namespace detail {

/// The part that Insert, Update and Delete have in common.
class DmlBase : public Statement {
public:
    using Statement::Statement;

protected:
    void set_returning(std::vector<ast::ExpressionPtr> columns);
    void append_prefix(std::string_view text, std::string_view dialect);
    void append_cte(const ast::FromPtr& cte);
};

/// The part that Update and Delete have in common.
class SearchedBase : public DmlBase {
public:
    using DmlBase::DmlBase;

protected:
    void add_where(ast::ExpressionPtr condition);
    void add_filter(std::string_view column, const Value& value);
    void append_hint(std::string_view text, std::string_view dialect);
};

template <class Changing, class Rows>
struct WithRows;
template <class Changing, class... Ts>
struct WithRows<Changing, RowTypes<Ts...>> {
    using type = typename Changing::template with_rows<Ts...>;
};

/// A statement that changes rows, with the types of the rows of RETURNING.
template <class Changing, class Set, class... Items>
auto returning(const Changing& statement, Set set, const Items&... items) {
    std::vector<ast::ExpressionPtr> columns;
    (add_selected_item(columns, items), ...);
    Changing copy(statement);
    set(copy, std::move(columns));
    return typename WithRows<Changing, rows_of<Items...>>::type(copy.node());
}

/// The struct of columns of the changed table; void if it is known only at run time.
template <class Item>
struct TargetOf {
    using type = void;
};
template <class Item>
requires requires { typename Item::shape_type; }
struct TargetOf<Item> {
    using type = typename Item::shape_type;
};
template <From Item>
using target_of = typename TargetOf<Item>::type;

/// Whether a column of one struct may be a column of a table of the other. A table's columns may come from a base of
/// its struct, and columns of no known struct may belong to any table.
template <class Target, class Given>
inline constexpr bool may_belong = true;
template <class Target, class Owner>
inline constexpr bool may_belong<Target, AssignmentTo<Owner>> =
    std::is_void_v<Target> || std::is_same_v<Owner, Target> || std::is_base_of_v<Owner, Target>;

template <class Target, class... Assignments>
std::vector<Assignment> assignments(const Assignments&... given) {
    static_assert((may_belong<Target, Assignments> && ...),
                  "azoth: this column belongs to another table than the one that is inserted into or updated");
    std::vector<Assignment> list;
    list.reserve(sizeof...(given));
    (list.push_back(given), ...);
    return list;
}

/// Throws ArgumentError, with the name of the table, if the target is not a column of it.
const ast::Column& assigned_column(const ast::FromClause& table, const ast::Expression& target);

}  // namespace detail
}  // namespace azoth
