#pragma once

#include <azoth/expression/known_function.hpp>
#include <azoth/expression/window.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

template <class R>
SqlType sql_type_of() {
    if constexpr (is_dynamic<R>) {
        return SqlType();
    } else {
        return Codec<value_of<R>>::sql_type();
    }
}

template <class... Args>
std::vector<ast::ExpressionPtr> arguments([[maybe_unused]] std::string_view name, const Args&... args) {
    std::vector<ast::ExpressionPtr> nodes;
    nodes.reserve(sizeof...(args));
    (nodes.push_back(argument(args, name)), ...);
    return nodes;
}

/// A call whose value is an R, whatever the arguments are.
template <class R, class... Args>
FunctionExpr<R> fixed_call(std::string_view name, const Args&... args) {
    return FunctionExpr<R>(make_function(name, arguments(name, args...), sql_type_of<R>()));
}
/// A call whose value is an R, or NULL if an argument is NULL.
template <class R, class... Args>
FunctionExpr<lifted<R, operand_value<Args>...>> strict_call(std::string_view name, const Args&... args) {
    return FunctionExpr<lifted<R, operand_value<Args>...>>(
        make_function(name, arguments(name, args...), sql_type_of<R>()));
}
/// A call whose value is an R of the first argument's SQL type; the other arguments take that type too.
template <class R, class... Args>
FunctionExpr<R> alike_call(std::string_view name, const Args&... args) {
    std::vector<ast::ExpressionPtr> nodes = alike(name, args...);
    const SqlType type = nodes.front()->type;
    return FunctionExpr<R>(make_function(name, std::move(nodes), type));
}

template <class T>
using optional_of = std::conditional_t<is_dynamic<T>, Value, std::optional<value_of<T>>>;

}  // namespace detail

namespace func {

/// Calls any function by its name, which may be qualified, with the type of its values:
/// `func::call<std::string>("pg_catalog.lower", users.name)`. The name is written as an identifier. A statement with
/// such a call is not taken for one that only reads (StatementText::reads_only), unless azoth knows a pure function of
/// that unqualified name (ast::KnownFunction); see pure_call().
template <class R = Value, detail::Operand... Args>
FunctionExpr<R> call(std::string_view name, const Args&... args) {
    return FunctionExpr<R>(detail::make_call(name, detail::arguments(name, args...), detail::sql_type_of<R>()));
}
/// Calls a function of which the caller guarantees that it has no effects and does not depend on the time of the
/// transaction: a statement with such a call may be taken for one that only reads (StatementText::reads_only).
/// PostgreSQL's IMMUTABLE functions are pure, and STABLE ones that do not call now() or the like.
template <class R = Value, detail::Operand... Args>
FunctionExpr<R> pure_call(std::string_view name, const Args&... args) {
    return FunctionExpr<R>(
        detail::make_call(name, detail::arguments(name, args...), detail::sql_type_of<R>(), ast::Purity::pure));
}

}  // namespace func
}  // namespace azoth
