#pragma once

#include <azoth/schema/joins.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/subquery.hpp>
#include <azoth/sql/values.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace azoth {

namespace detail {

ast::FromPtr make_table_function(ast::ExpressionPtr call, const std::vector<ast::ExpressionPtr>& columns);
ast::FromPtr function_with_name(const ast::FromPtr& function, std::string_view name);
ast::FromPtr function_with_ordinality(const ast::FromPtr& function, std::string_view column);
ast::FromPtr function_derived(const ast::FromPtr& function, bool with_types);
ast::FromPtr function_lateral(const ast::FromPtr& function);
ast::FromPtr function_joins(const ast::FromPtr& function);
ast::ExpressionPtr make_whole_row(const ast::FromPtr& from, const SqlType& type);
ast::ExpressionPtr make_function_column(ast::ExpressionPtr call, std::string_view name, const SqlType& type);
ast::FromPtr make_table_sample(const ast::FromPtr& table, std::string_view name, ast::ExpressionPtr sampling,
                               ast::ExpressionPtr seed);
ast::ExpressionPtr system_sample(ast::ExpressionPtr percent);

template <class T>
Column<T> function_column(const Column<T>& given) {
    return given;
}
inline Column<Value> function_column(std::string_view name) { return Column<Value>(name); }
template <class Shape>
Alias<Shape> sample_of(const Table<Shape>& table, const ast::FromPtr& sample) {
    if constexpr (std::is_void_v<Shape>) {
        return Alias<void>(sample);
    } else {
        return Alias<Shape>(sample, static_cast<const Shape&>(table));
    }
}

template <class C>
using function_column_type = typename decltype(function_column(std::declval<const C&>()))::value_type;

}  // namespace detail

/// A function in FROM; see table_valued(). Methods return a changed copy.
template <class... Ts>
class TableFunction : public TypedFrom<Ts...>, public detail::Joins<TableFunction<Ts...>> {
public:
    using TypedFrom<Ts...>::TypedFrom;

    /// Sets the name in FROM; without it the compiler makes one.
    TableFunction name(std::string_view name) const {
        return TableFunction(detail::function_with_name(this->from_clause(), name));
    }
    /// Adds a column that numbers the rows from 1.
    TableFunction<Ts..., std::int64_t> with_ordinality(std::string_view column) const {
        return TableFunction<Ts..., std::int64_t>(detail::function_with_ordinality(this->from_clause(), column));
    }
    /// Names the columns after the function's name, AS t(a, b): for a function whose columns have no names, such as
    /// generate_series(), except if its only column is named like the function.
    TableFunction render_derived() const { return TableFunction(detail::function_derived(this->from_clause(), false)); }
    /// Names the columns with their types, AS t(a INTEGER, b TEXT): for a function whose result has no declared
    /// columns.
    TableFunction render_derived_with_types() const {
        return TableFunction(detail::function_derived(this->from_clause(), true));
    }
    /// Evaluates the function for each row of the items before it in FROM, whose columns its arguments may use.
    TableFunction lateral() const { return TableFunction(detail::function_lateral(this->from_clause())); }
    /// Suppresses the warning that the function is not connected with other items of FROM, since its arguments connect
    /// it.
    TableFunction joins_implicitly() const { return TableFunction(detail::function_joins(this->from_clause())); }
};

/// Makes a FROM item of a function. Its columns are given as columns, or as names if their types are known only at run
/// time: `table_valued(func::call("generate_series", 1, 10), column<int>("n")).name("series")`.
template <detail::Expression Call, class... Columns>
auto table_valued(const Call& call, const Columns&... columns) {
    return TableFunction<detail::function_column_type<Columns>...>(
        detail::make_table_function(call.node(), {detail::function_column(columns).node()...}));
}
/// Makes a column of a function in FROM that has one nameless column: `select(x)` with `auto x =
/// column_valued(func::call<int>("generate_series", 1, 4), "x")`.
template <class T>
Expr<T> column_valued(const Expr<T>& call, std::string_view name = {}) {
    return Expr<T>(detail::make_whole_row(
        detail::function_with_name(detail::make_table_function(call.node(), {}), name), call.type()));
}
/// Returns one column of a function's composite value: (f(x)).name.
template <class T = Value, detail::Expression Call>
Expr<T> scalar_table_valued(const Call& call, std::string_view name) {
    return Expr<T>(detail::make_function_column(call.node(), name, column<T>(name).type()));
}
/// Returns the whole row as a value: `func::call("row_to_json", table_valued(users))`.
template <detail::From Item>
Expr<Value> table_valued(const Item& item) {
    return Expr<Value>(detail::make_whole_row(item.from_clause(), SqlType()));
}

/// Implements FunctionExpr::table_valued().
template <class T, class... Columns>
auto table_valued_function(const Expr<T>& call, const Columns&... columns) {
    return table_valued(call, columns...);
}
/// Implements FunctionExpr::column_valued().
template <class T>
auto column_valued_function(const Expr<T>& call, std::string_view name) {
    return column_valued(call, name);
}
/// Implements FunctionExpr::scalar_table_valued().
template <class T, class R>
ast::ExpressionPtr scalar_table_valued_function(const Expr<T>& call, std::string_view name, std::type_identity<R>) {
    return scalar_table_valued<R>(call, name).node();
}

/// Returns a random sample of a table's rows: a percentage of its pages, or a method of the database,
/// `func::call("bernoulli", 10)`. With a seed it is the same sample each time.
template <class Shape, detail::Operand Sampling>
Alias<Shape> tablesample(const Table<Shape>& table, const Sampling& sampling, std::string_view name = {}) {
    ast::ExpressionPtr method = detail::argument(sampling);
    if constexpr (!detail::Expression<Sampling>) method = detail::system_sample(std::move(method));
    return detail::sample_of(table, detail::make_table_sample(table.from_clause(), name, std::move(method), {}));
}
template <class Shape, detail::Operand Sampling, detail::Operand Seed>
requires(!std::convertible_to<const Seed&, std::string_view>) Alias<Shape> tablesample(const Table<Shape>& table,
                                                                                       const Sampling& sampling,
                                                                                       const Seed& seed,
                                                                                       std::string_view name = {}) {
    ast::ExpressionPtr method = detail::argument(sampling);
    if constexpr (!detail::Expression<Sampling>) method = detail::system_sample(std::move(method));
    return detail::sample_of(
        table, detail::make_table_sample(table.from_clause(), name, std::move(method), detail::argument(seed, "seed")));
}

}  // namespace azoth
