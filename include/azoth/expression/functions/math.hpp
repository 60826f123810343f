#pragma once

#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth::detail {

template <class A, class... More>
auto rounded(std::string_view name, const A& number, const More&... digits) {
    std::vector<ast::ExpressionPtr> nodes = arguments(name, number, digits...);
    const SqlType type = nodes.front()->type;
    return FunctionExpr<owned_value<A>>(make_function(name, std::move(nodes), type));
}

}  // namespace azoth::detail

namespace azoth::func {

/// Returns the absolute value.
template <detail::Operand A>
auto abs(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("abs", number);
}
/// Rounds up to a whole number.
template <detail::Operand A>
auto ceil(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("ceil", number);
}
/// Rounds down to a whole number.
template <detail::Operand A>
auto floor(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("floor", number);
}
/// Returns -1, 0 or 1.
template <detail::Operand A>
auto sign(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("sign", number);
}
/// Rounds to a number of digits after the point, or to a whole number.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto round(const A& number, const More&... digits) {
    return detail::rounded("round", number, digits...);
}
/// Truncates towards zero to a number of digits after the point, or to a whole number.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto trunc(const A& number, const More&... digits) {
    return detail::rounded("trunc", number, digits...);
}
/// Returns the remainder of a division.
template <detail::Operand A, detail::Operand B>
auto mod(const A& dividend, const B& divisor) {
    std::vector<ast::ExpressionPtr> nodes = detail::alike("mod", dividend, divisor);
    SqlType type = detail::result_type(Operator::modulo, nodes.front()->type, nodes.back()->type);
    return FunctionExpr<detail::arithmetic<Operator::modulo, detail::owned_value<A>, detail::owned_value<B>>>(
        detail::make_function("mod", std::move(nodes), type));
}
/// Returns a number raised to a power.
template <detail::Operand A, detail::Operand B>
auto power(const A& base, const B& exponent) {
    return detail::strict_call<double>("power", base, exponent);
}
/// Returns the square root.
template <detail::Operand A>
auto sqrt(const A& number) {
    return detail::strict_call<double>("sqrt", number);
}
/// Returns the cube root.
template <detail::Operand A>
auto cbrt(const A& number) {
    return detail::strict_call<double>("cbrt", number);
}
/// Returns e raised to a power.
template <detail::Operand A>
auto exp(const A& number) {
    return detail::strict_call<double>("exp", number);
}
/// Returns the natural logarithm.
template <detail::Operand A>
auto ln(const A& number) {
    return detail::strict_call<double>("ln", number);
}
/// Returns the logarithm to base 10; with two arguments, to the base given first.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto log(const A& number, const More&... more) {
    return detail::strict_call<double>("log", number, more...);
}
/// Returns the logarithm to base 10.
template <detail::Operand A>
auto log10(const A& number) {
    return detail::strict_call<double>("log10", number);
}
/// Returns the sine of an angle in radians.
template <detail::Operand A>
auto sin(const A& angle) {
    return detail::strict_call<double>("sin", angle);
}
/// Returns the cosine of an angle in radians.
template <detail::Operand A>
auto cos(const A& angle) {
    return detail::strict_call<double>("cos", angle);
}
/// Returns the tangent of an angle in radians.
template <detail::Operand A>
auto tan(const A& angle) {
    return detail::strict_call<double>("tan", angle);
}
/// Returns the arcsine in radians.
template <detail::Operand A>
auto asin(const A& number) {
    return detail::strict_call<double>("asin", number);
}
/// Returns the arccosine in radians.
template <detail::Operand A>
auto acos(const A& number) {
    return detail::strict_call<double>("acos", number);
}
/// Returns the arctangent in radians.
template <detail::Operand A>
auto atan(const A& number) {
    return detail::strict_call<double>("atan", number);
}
/// Returns the arctangent of y/x in radians, in the quadrant of the point.
template <detail::Operand A, detail::Operand B>
auto atan2(const A& y, const B& x) {
    return detail::strict_call<double>("atan2", y, x);
}
/// Converts radians to degrees.
template <detail::Operand A>
auto degrees(const A& radians) {
    return detail::strict_call<double>("degrees", radians);
}
/// Converts degrees to radians.
template <detail::Operand A>
auto radians(const A& degrees) {
    return detail::strict_call<double>("radians", degrees);
}
/// Returns pi.
inline FunctionExpr<double> pi() { return detail::fixed_call<double>("pi"); }
/// Returns a random number: from 0 up to 1 on PostgreSQL, any 64-bit integer on SQLite.
template <class R = double>
FunctionExpr<R> random() {
    return detail::fixed_call<R>("random");
}
/// Returns the number of the bucket of a number, of `count` buckets of equal width from `low` to `high`.
template <detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand D>
auto width_bucket(const A& number, const B& low, const C& high, const D& count) {
    return detail::strict_call<std::int32_t>("width_bucket", number, low, high, count);
}
/// Returns the first argument that is not NULL.
template <class... Args>
requires(sizeof...(Args) > 0 &&
         ((detail::Operand<Args> || detail::is_null_operand<Args>)&&...)) auto coalesce(const Args&... args) {
    using Type = typename detail::CommonOfAll<detail::alternative<Args>...>::type;
    constexpr bool never_null =
        ((!detail::may_be_null<detail::alternative<Args>> && !detail::is_null_operand<Args>) || ...);
    return detail::alike_call<std::conditional_t<never_null, value_of<Type>, Type>>("coalesce", args...);
}
/// Returns NULL if both arguments are equal, else the first.
template <detail::Operand A, detail::Operand B>
FunctionExpr<detail::optional_of<detail::owned_value<A>>> nullif(const A& value, const B& other) {
    detail::check_comparable<detail::operand_value<A>, detail::operand_value<B>>();
    return FunctionExpr<detail::optional_of<detail::owned_value<A>>>(
        detail::make_function("nullif", detail::alike("nullif", value, other), SqlType()));
}
/// Returns the greatest argument; PostgreSQL ignores NULLs.
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) auto greatest(const Args&... args) {
    return detail::alike_call<typename detail::CommonOfAll<detail::alternative<Args>...>::type>("greatest", args...);
}
/// Returns the least argument; PostgreSQL ignores NULLs.
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) auto least(const Args&... args) {
    return detail::alike_call<typename detail::CommonOfAll<detail::alternative<Args>...>::type>("least", args...);
}

}  // namespace azoth::func
