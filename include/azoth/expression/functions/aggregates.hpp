#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

/// The type of PostgreSQL's sum() of numbers of a type.
template <class T>
constexpr auto sum_of() {
    if constexpr (std::same_as<T, std::int64_t> || std::same_as<T, long long>) {
        return std::type_identity<Decimal>{};
    } else if constexpr (std::integral<T> && !std::same_as<T, bool>) {
        return std::type_identity<std::int64_t>{};
    } else {
        return std::type_identity<T>{};
    }
}
template <class T>
using sum_type = typename decltype(sum_of<value_of<T>>())::type;
template <class T>
using average_type = std::conditional_t<std::integral<value_of<T>>, Decimal,
                                        std::conditional_t<std::same_as<value_of<T>, float>, double, value_of<T>>>;

template <class R, class T>
FunctionExpr<optional_of<R>> number_aggregate(std::string_view name, const Expr<T>& of) {
    constexpr Category kind = category_of<T>();
    static_assert(kind == Category::number || kind == Category::interval ||
                      (kind == Category::other && !std::same_as<value_of<T>, bool>),
                  "azoth: only numbers and intervals can be added up: cast the expression");
    // An exact number keeps its digits; the sum of integers has another type.
    const SqlType type = std::integral<value_of<T>> ? sql_type_of<R>() : of.node()->type;
    return FunctionExpr<optional_of<R>>(make_function(name, {of.node()}, type));
}
template <class T>
FunctionExpr<optional_of<T>> same_aggregate(std::string_view name, const Expr<T>& of) {
    return FunctionExpr<optional_of<T>>(make_function(name, {of.node()}, of.node()->type));
}

/// Whether an operand is an array.
template <class F>
inline constexpr bool is_list = !std::same_as<element_of<operand_value<F>>, value_of<operand_value<F>>>;

/// An ordered-set aggregate. Its value is an R, or of the type by which it is ordered; or an array of such values.
template <class R, bool many = false>
class [[nodiscard]] OrderedSet {
public:
    explicit OrderedSet(ast::ExpressionPtr function) noexcept : function_(std::move(function)) {}

    template <class T>
    auto within_group(const Expr<T>& order) const {
        return result<result_of<T>>(order.node());
    }
    auto within_group(const OrderBy& order) const { return result<result_of<Value>>(order.node()); }

private:
    // An interpolated value is a number or an interval.
    template <class T>
    using one_of = std::conditional_t<std::is_void_v<R> || category_of<T>() == Category::interval, value_of<T>, R>;
    template <class T>
    using result_of = std::conditional_t<many && !is_dynamic<one_of<T>>, std::vector<one_of<T>>, one_of<T>>;

    template <class T>
    FunctionExpr<optional_of<T>> result(const ast::ExpressionPtr& order) const {
        const SqlType one =
            std::is_void_v<R> || order->type.kind() == TypeKind::interval ? order->type : function_->type;
        return FunctionExpr<optional_of<T>>(make_within_group(function_, {order}, many ? SqlType(Array(one)) : one));
    }

    ast::ExpressionPtr function_;
};

template <class... Items>
FunctionExpr<Value> grouping_call(std::string_view name, const Items&... items) {
    return FunctionExpr<Value>(make_function(name, {items.node()...}, SqlType()));
}

}  // namespace detail

namespace func {

/// Returns the number of rows: count(*); with an argument, of the rows in which it is not NULL.
inline FunctionExpr<std::int64_t> count() {
    return FunctionExpr<std::int64_t>(detail::make_function("count", {}, BigInteger()));
}
template <detail::Expression E>
FunctionExpr<std::int64_t> count(const E& of) {
    return FunctionExpr<std::int64_t>(detail::make_function("count", {of.node()}, BigInteger()));
}
/// Returns the sum. Like all aggregates but count() it is NULL without rows.
template <class T>
auto sum(const Expr<T>& of) {
    return detail::number_aggregate<detail::sum_type<T>>("sum", of);
}
/// Returns the average.
template <class T>
auto avg(const Expr<T>& of) {
    return detail::number_aggregate<detail::average_type<T>>("avg", of);
}
/// Returns the least value.
template <class T>
auto min(const Expr<T>& of) {
    return detail::same_aggregate("min", of);
}
/// Returns the greatest value.
template <class T>
auto max(const Expr<T>& of) {
    return detail::same_aggregate("max", of);
}
/// Returns any value of a group (PostgreSQL 16).
template <class T>
auto any_value(const Expr<T>& of) {
    return detail::same_aggregate("any_value", of);
}
/// Returns the sample standard deviation.
template <class T>
auto stddev(const Expr<T>& of) {
    return detail::number_aggregate<detail::average_type<T>>("stddev", of);
}
/// Returns the population standard deviation.
template <class T>
auto stddev_pop(const Expr<T>& of) {
    return detail::number_aggregate<detail::average_type<T>>("stddev_pop", of);
}
/// Returns the sample standard deviation.
template <class T>
auto stddev_samp(const Expr<T>& of) {
    return detail::number_aggregate<detail::average_type<T>>("stddev_samp", of);
}
/// Returns the sample variance.
template <class T>
auto variance(const Expr<T>& of) {
    return detail::number_aggregate<detail::average_type<T>>("variance", of);
}
/// Returns the population variance.
template <class T>
auto var_pop(const Expr<T>& of) {
    return detail::number_aggregate<detail::average_type<T>>("var_pop", of);
}
/// Returns the sample variance.
template <class T>
auto var_samp(const Expr<T>& of) {
    return detail::number_aggregate<detail::average_type<T>>("var_samp", of);
}
/// Returns the bitwise AND of the values.
template <class T>
auto bit_and(const Expr<T>& of) {
    return detail::same_aggregate("bit_and", of);
}
/// Returns the bitwise OR of the values.
template <class T>
auto bit_or(const Expr<T>& of) {
    return detail::same_aggregate("bit_or", of);
}
/// Returns the bitwise XOR of the values.
template <class T>
auto bit_xor(const Expr<T>& of) {
    return detail::same_aggregate("bit_xor", of);
}
/// Whether all values are true.
template <detail::Truth E>
FunctionExpr<std::optional<bool>> bool_and(const E& of) {
    return detail::fixed_call<std::optional<bool>>("bool_and", of);
}
/// Whether at least one value is true.
template <detail::Truth E>
FunctionExpr<std::optional<bool>> bool_or(const E& of) {
    return detail::fixed_call<std::optional<bool>>("bool_or", of);
}
/// Whether all values are true, by the standard's name.
template <detail::Truth E>
FunctionExpr<std::optional<bool>> every(const E& of) {
    return detail::fixed_call<std::optional<bool>>("every", of);
}
/// Returns the correlation coefficient.
template <class A, class B>
FunctionExpr<std::optional<double>> corr(const Expr<A>& y, const Expr<B>& x) {
    return detail::fixed_call<std::optional<double>>("corr", y, x);
}
/// Returns the population covariance.
template <class A, class B>
FunctionExpr<std::optional<double>> covar_pop(const Expr<A>& y, const Expr<B>& x) {
    return detail::fixed_call<std::optional<double>>("covar_pop", y, x);
}
/// Returns the sample covariance.
template <class A, class B>
FunctionExpr<std::optional<double>> covar_samp(const Expr<A>& y, const Expr<B>& x) {
    return detail::fixed_call<std::optional<double>>("covar_samp", y, x);
}
/// Returns the slope of the least-squares line.
template <class A, class B>
FunctionExpr<std::optional<double>> regr_slope(const Expr<A>& y, const Expr<B>& x) {
    return detail::fixed_call<std::optional<double>>("regr_slope", y, x);
}
/// Returns the y-intercept of the least-squares line.
template <class A, class B>
FunctionExpr<std::optional<double>> regr_intercept(const Expr<A>& y, const Expr<B>& x) {
    return detail::fixed_call<std::optional<double>>("regr_intercept", y, x);
}
/// Collects the values in an array, NULLs included.
template <class T>
auto array_agg(const Expr<T>& of) {
    using Array = std::conditional_t<detail::is_dynamic<T>, Value, std::optional<std::vector<T>>>;
    const SqlType& element = of.node()->type;
    return FunctionExpr<Array>(detail::make_function("array_agg", {of.node()},
                                                     element.is_null() ? SqlType() : SqlType(azoth::Array(element))));
}
/// Concatenates the values with a separator.
template <detail::Expression E, detail::Operand S>
FunctionExpr<std::optional<std::string>> string_agg(const E& of, const S& separator) {
    return detail::fixed_call<std::optional<std::string>>("string_agg", of, separator);
}
/// Concatenates the values with a separator, by default a comma (SQLite).
template <detail::Expression E, detail::Operand... S>
requires(sizeof...(S) <= 1) FunctionExpr<std::optional<std::string>> group_concat(const E& of, const S&... separator) {
    return detail::fixed_call<std::optional<std::string>>("group_concat", of, separator...);
}
/// Concatenates the values with a separator: string_agg() or group_concat(), whichever the dialect has.
template <detail::Expression E, detail::Operand S>
FunctionExpr<std::optional<std::string>> aggregate_strings(const E& of, const S& separator) {
    return FunctionExpr<std::optional<std::string>>(
        detail::make_function("aggregate_strings", detail::arguments("aggregate_strings", of, separator), Text()));
}

/// Returns the value at a fraction of the rows in the order of within_group(), interpolated between adjacent values.
/// For several fractions, a std::vector or an array, an array of values.
template <detail::Operand F>
auto percentile_cont(const F& fraction) {
    return detail::OrderedSet<double, detail::is_list<F>>(
        detail::make_function("percentile_cont", detail::arguments("percentile_cont", fraction), Double()));
}
/// Returns the value at a fraction of the rows in the order of within_group(), without interpolation.
template <detail::Operand F>
auto percentile_disc(const F& fraction) {
    return detail::OrderedSet<void, detail::is_list<F>>(
        detail::make_function("percentile_disc", detail::arguments("percentile_disc", fraction), SqlType()));
}
/// Returns the most frequent value.
inline detail::OrderedSet<void> mode() {
    return detail::OrderedSet<void>(detail::make_function("mode", {}, SqlType()));
}

/// ROLLUP of expressions and tuples, for group_by(). In rows of larger groups the columns that are left out are NULL:
/// select them as nullable(column), and recognize such rows with func::grouping().
template <detail::Expression... Items>
FunctionExpr<Value> rollup(const Items&... items) {
    return detail::grouping_call("rollup", items...);
}
/// CUBE of expressions and tuples, for group_by().
template <detail::Expression... Items>
FunctionExpr<Value> cube(const Items&... items) {
    return detail::grouping_call("cube", items...);
}
/// GROUPING SETS of expressions and tuples, for group_by().
template <detail::Expression... Items>
FunctionExpr<Value> grouping_sets(const Items&... items) {
    return detail::grouping_call("grouping_sets", items...);
}
/// Returns a bit mask of the expressions by which a row of ROLLUP and the like is not grouped.
template <detail::Expression... Items>
FunctionExpr<std::int32_t> grouping(const Items&... items) {
    return detail::fixed_call<std::int32_t>("grouping", items...);
}

// Window functions
/// Returns the number of the row in its partition, from 1.
inline FunctionExpr<std::int64_t> row_number() { return detail::fixed_call<std::int64_t>("row_number"); }
/// With arguments and within_group(): returns the rank that a row of these values would have, with gaps.
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) FunctionExpr<std::int64_t> rank(const Args&... args) {
    return detail::fixed_call<std::int64_t>("rank", args...);
}
/// With arguments and within_group(): returns the rank that a row of these values would have, without gaps.
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) FunctionExpr<std::int64_t> dense_rank(const Args&... args) {
    return detail::fixed_call<std::int64_t>("dense_rank", args...);
}
/// With arguments and within_group(): returns the relative rank that a row of these values would have, from 0 to 1.
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) FunctionExpr<double> percent_rank(const Args&... args) {
    return detail::fixed_call<double>("percent_rank", args...);
}
/// With arguments and within_group(): returns the relative rank that a row of these values would have, above 0 to 1.
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) FunctionExpr<double> cume_dist(const Args&... args) {
    return detail::fixed_call<double>("cume_dist", args...);
}
/// Returns the rank of the row in its partition, with gaps.
inline FunctionExpr<std::int64_t> rank() { return detail::fixed_call<std::int64_t>("rank"); }
/// Returns the rank of the row in its partition, without gaps.
inline FunctionExpr<std::int64_t> dense_rank() { return detail::fixed_call<std::int64_t>("dense_rank"); }
/// Returns the relative rank of the row: (rank - 1) / (rows - 1).
inline FunctionExpr<double> percent_rank() { return detail::fixed_call<double>("percent_rank"); }
/// Returns the relative rank of the row: rows before it and equal to it / all rows.
inline FunctionExpr<double> cume_dist() { return detail::fixed_call<double>("cume_dist"); }
/// Returns the number of the row's bucket, of `buckets` of equal size, from 1.
template <detail::Operand N>
FunctionExpr<std::int32_t> ntile(const N& buckets) {
    return detail::fixed_call<std::int32_t>("ntile", buckets);
}
/// Returns the value in the first row of the frame.
template <class T>
FunctionExpr<detail::optional_of<T>> first_value(const Expr<T>& of) {
    return detail::same_aggregate("first_value", of);
}
/// Returns the value in the last row of the frame.
template <class T>
FunctionExpr<detail::optional_of<T>> last_value(const Expr<T>& of) {
    return detail::same_aggregate("last_value", of);
}
/// Returns the value in row `n` of the frame, from 1; NULL if there is none.
template <class T, detail::Operand N>
FunctionExpr<detail::optional_of<T>> nth_value(const Expr<T>& of, const N& n) {
    return FunctionExpr<detail::optional_of<T>>(
        detail::make_function("nth_value", detail::arguments("nth_value", of, n), of.node()->type));
}
/// Returns the value a number of rows (default: 1) before the current row; NULL if there is none.
template <class T, detail::Operand... N>
requires(sizeof...(N) <= 1) FunctionExpr<detail::optional_of<T>> lag(const Expr<T>& of, const N&... rows) {
    return FunctionExpr<detail::optional_of<T>>(
        detail::make_function("lag", detail::arguments("lag", of, rows...), of.node()->type));
}
/// Returns the value a number of rows before the current row; `otherwise` if there is none.
template <class T, detail::Operand N, detail::Operand D>
FunctionExpr<detail::lifted<T, detail::operand_value<D>>> lag(const Expr<T>& of, const N& rows, const D& otherwise) {
    return FunctionExpr<detail::lifted<T, detail::operand_value<D>>>(detail::make_function(
        "lag", {of.node(), detail::argument(rows), detail::operand(otherwise, *of.node())}, of.node()->type));
}
/// Returns the value a number of rows (default: 1) after the current row; NULL if there is none.
template <class T, detail::Operand... N>
requires(sizeof...(N) <= 1) FunctionExpr<detail::optional_of<T>> lead(const Expr<T>& of, const N&... rows) {
    return FunctionExpr<detail::optional_of<T>>(
        detail::make_function("lead", detail::arguments("lead", of, rows...), of.node()->type));
}
template <class T, detail::Operand N, detail::Operand D>
FunctionExpr<detail::lifted<T, detail::operand_value<D>>> lead(const Expr<T>& of, const N& rows, const D& otherwise) {
    return FunctionExpr<detail::lifted<T, detail::operand_value<D>>>(detail::make_function(
        "lead", {of.node(), detail::argument(rows), detail::operand(otherwise, *of.node())}, of.node()->type));
}

}  // namespace func
}  // namespace azoth

AZOTH_EXPORT_END
