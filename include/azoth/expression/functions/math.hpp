#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

template <class A, class... More>
auto rounded(std::string_view name, const A& number, const More&... digits) {
    std::vector<ast::ExpressionPtr> nodes = arguments(name, number, digits...);
    const SqlType type = nodes.front()->type;
    return FunctionExpr<owned_value<A>>(make_function(name, std::move(nodes), type));
}

}  // namespace azoth::detail

namespace azoth::func {

template <detail::Operand A>
auto abs(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("abs", number);
}
template <detail::Operand A>
auto ceil(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("ceil", number);
}
template <detail::Operand A>
auto floor(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("floor", number);
}
template <detail::Operand A>
auto sign(const A& number) {
    return detail::alike_call<detail::owned_value<A>>("sign", number);
}
/// To so many digits behind the point, or to a whole number.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto round(const A& number, const More&... digits) {
    return detail::rounded("round", number, digits...);
}
/// Towards zero.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto trunc(const A& number, const More&... digits) {
    return detail::rounded("trunc", number, digits...);
}
template <detail::Operand A, detail::Operand B>
auto mod(const A& dividend, const B& divisor) {
    std::vector<ast::ExpressionPtr> nodes = detail::alike("mod", dividend, divisor);
    SqlType type = detail::result_type(Operator::modulo, nodes.front()->type, nodes.back()->type);
    return FunctionExpr<detail::arithmetic<Operator::modulo, detail::owned_value<A>, detail::owned_value<B>>>(
        detail::make_function("mod", std::move(nodes), type));
}
template <detail::Operand A, detail::Operand B>
auto power(const A& base, const B& exponent) {
    return detail::strict_call<double>("power", base, exponent);
}
template <detail::Operand A>
auto sqrt(const A& number) {
    return detail::strict_call<double>("sqrt", number);
}
template <detail::Operand A>
auto cbrt(const A& number) {
    return detail::strict_call<double>("cbrt", number);
}
template <detail::Operand A>
auto exp(const A& number) {
    return detail::strict_call<double>("exp", number);
}
template <detail::Operand A>
auto ln(const A& number) {
    return detail::strict_call<double>("ln", number);
}
/// To the base of 10 or, with two arguments, of the first.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto log(const A& number, const More&... more) {
    return detail::strict_call<double>("log", number, more...);
}
template <detail::Operand A>
auto log10(const A& number) {
    return detail::strict_call<double>("log10", number);
}
template <detail::Operand A>
auto sin(const A& angle) {
    return detail::strict_call<double>("sin", angle);
}
template <detail::Operand A>
auto cos(const A& angle) {
    return detail::strict_call<double>("cos", angle);
}
template <detail::Operand A>
auto tan(const A& angle) {
    return detail::strict_call<double>("tan", angle);
}
template <detail::Operand A>
auto asin(const A& number) {
    return detail::strict_call<double>("asin", number);
}
template <detail::Operand A>
auto acos(const A& number) {
    return detail::strict_call<double>("acos", number);
}
template <detail::Operand A>
auto atan(const A& number) {
    return detail::strict_call<double>("atan", number);
}
template <detail::Operand A, detail::Operand B>
auto atan2(const A& y, const B& x) {
    return detail::strict_call<double>("atan2", y, x);
}
template <detail::Operand A>
auto degrees(const A& radians) {
    return detail::strict_call<double>("degrees", radians);
}
template <detail::Operand A>
auto radians(const A& degrees) {
    return detail::strict_call<double>("radians", degrees);
}
inline FunctionExpr<double> pi() { return detail::fixed_call<double>("pi"); }
/// PostgreSQL: from 0 to 1. SQLite: any 64-bit integer.
template <class R = double>
FunctionExpr<R> random() {
    return detail::fixed_call<R>("random");
}
template <detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand D>
auto width_bucket(const A& number, const B& low, const C& high, const D& count) {
    return detail::strict_call<std::int32_t>("width_bucket", number, low, high, count);
}
/// The first that is not NULL.
template <class... Args>
requires(sizeof...(Args) > 0 &&
         ((detail::Operand<Args> || detail::is_null_operand<Args>)&&...)) auto coalesce(const Args&... args) {
    using Type = typename detail::CommonOfAll<detail::alternative<Args>...>::type;
    constexpr bool never_null =
        ((!detail::may_be_null<detail::alternative<Args>> && !detail::is_null_operand<Args>) || ...);
    return detail::alike_call<std::conditional_t<never_null, value_of<Type>, Type>>("coalesce", args...);
}
/// NULL if both are equal, else the first.
template <detail::Operand A, detail::Operand B>
FunctionExpr<detail::optional_of<detail::owned_value<A>>> nullif(const A& value, const B& other) {
    detail::check_comparable<detail::operand_value<A>, detail::operand_value<B>>();
    return FunctionExpr<detail::optional_of<detail::owned_value<A>>>(
        detail::make_function("nullif", detail::alike("nullif", value, other), SqlType()));
}
/// The greatest and the least of the arguments; PostgreSQL leaves NULL ones out.
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) auto greatest(const Args&... args) {
    return detail::alike_call<typename detail::CommonOfAll<detail::alternative<Args>...>::type>("greatest", args...);
}
template <detail::Operand... Args>
requires(sizeof...(Args) > 0) auto least(const Args&... args) {
    return detail::alike_call<typename detail::CommonOfAll<detail::alternative<Args>...>::type>("least", args...);
}

}  // namespace azoth::func

AZOTH_EXPORT_END
