#pragma once

#include <azoth/schema/joins.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/subquery.hpp>

#include <array>
#include <cstddef>
#include <ranges>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

ast::FromPtr make_values(const std::vector<ast::ExpressionPtr>& columns);
ast::FromPtr values_with_name(const ast::FromPtr& values, std::string_view name);
ast::FromPtr values_with_rows(const ast::FromPtr& values, std::vector<std::vector<ast::ExpressionPtr>> rows);
ast::FromPtr values_with_literals(const ast::FromPtr& values);
ast::FromPtr values_lateral(const ast::FromPtr& values);
ast::ExpressionPtr make_scalar_values(const ast::FromPtr& values);
ast::FromPtr make_values_cte(const ast::FromPtr& values, std::string_view name);

}  // namespace detail

/// Makes a column that belongs to no table, of a name and a type, for values() and functions in FROM.
template <class T = Value>
Column<T> column(std::string_view name) {
    return Column<T>(name);
}
/// Makes a column that belongs to no table, of a name and a SQL type.
template <class T = Value>
Column<T> column(std::string_view name, const SqlType& type) {
    return Column<T>(name, type);
}

/// VALUES as a table; see values(). Methods return a changed copy.
template <class... Ts>
class Values : public TypedFrom<Ts...>, public detail::Joins<Values<Ts...>> {
public:
    using TypedFrom<Ts...>::TypedFrom;

    /// Sets the name in FROM; without it the compiler makes one.
    Values name(std::string_view name) const { return Values(detail::values_with_name(this->from_clause(), name)); }
    /// Adds a row: C++ values and expressions, one for each column.
    template <detail::Operand... Items>
    Values row(const Items&... items) const {
        std::vector<std::vector<ast::ExpressionPtr>> one;
        one.push_back(operands(items...));
        return Values(detail::values_with_rows(this->from_clause(), std::move(one)));
    }
    /// Adds a row for each tuple of a range.
    template <std::ranges::input_range Rows>
    Values data(const Rows& tuples) const {
        std::vector<std::vector<ast::ExpressionPtr>> added;
        for (const auto& tuple : tuples) {
            added.push_back(std::apply([&](const auto&... items) { return operands(items...); }, tuple));
        }
        return Values(detail::values_with_rows(this->from_clause(), std::move(added)));
    }
    /// Writes the values as literals instead of sending them as parameters.
    Values literal_binds() const { return Values(detail::values_with_literals(this->from_clause())); }
    /// Lets the expressions use the columns of the items before it in FROM.
    Values lateral() const { return Values(detail::values_lateral(this->from_clause())); }
    /// Returns the VALUES as a CTE. Without a name its own is used, or the compiler makes one.
    Cte<Ts...> cte(std::string_view name = {}) const {
        return Cte<Ts...>(detail::make_values_cte(this->from_clause(), name));
    }
    /// Returns the VALUES as an expression, for IN:
    /// `users.id.in_(values(column<int>("id")).row(3).row(5).scalar_values())`.
    auto scalar_values() const {
        return Expr<typename detail::RowElement<0, RowTypes<Ts...>>::type>(
            detail::make_scalar_values(this->from_clause()));
    }

private:
    template <class... Items>
    std::vector<ast::ExpressionPtr> operands(const Items&... items) const {
        static_assert(sizeof...(Items) == sizeof...(Ts), "azoth: a row of values() has one value for each column");
        std::vector<ast::ExpressionPtr> row;
        if constexpr (sizeof...(Items) == sizeof...(Ts)) {
            (detail::check_comparable<Ts, detail::operand_value<Items>>(), ...);
            row.reserve(sizeof...(items));
            (row.push_back(detail::operand(items, *this->from_clause()->columns()[row.size()])), ...);
        }
        return row;
    }
};

/// Makes VALUES with these columns: `values(column<int>("id"), column<std::string>("label")).name("v").row(1,
/// "first").row(2, "second")`.
template <class... Ts>
requires(sizeof...(Ts) > 0) Values<Ts...> values(const Column<Ts>&... columns) {
    return Values<Ts...>(detail::make_values({columns.node()...}));
}

}  // namespace azoth
