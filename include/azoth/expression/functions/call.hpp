#pragma once

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

/// A call whose value is an R whatever the arguments are.
template <class R, class... Args>
FunctionExpr<R> fixed_call(std::string_view name, const Args&... args) {
    return FunctionExpr<R>(make_function(name, arguments(name, args...), sql_type_of<R>()));
}
/// A call whose value is an R, or NULL if an argument is.
template <class R, class... Args>
FunctionExpr<lifted<R, operand_value<Args>...>> strict_call(std::string_view name, const Args&... args) {
    return FunctionExpr<lifted<R, operand_value<Args>...>>(
        make_function(name, arguments(name, args...), sql_type_of<R>()));
}
/// A call whose value is an R of the first argument's SQL type; the others take it too.
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

/// Any function by its name, with the type of its values; dots qualify it: `func::call<std::string>("pg_catalog.lower",
/// users.name)`. The name is written as an identifier. A statement with such a call is not taken for one that only reads
/// (StatementText::reads_only), unless the name, without dots, is that of a known pure function (ast::KnownFunction).
template <class R = Value, detail::Operand... Args>
FunctionExpr<R> call(std::string_view name, const Args&... args) {
    return FunctionExpr<R>(detail::make_call(name, detail::arguments(name, args...), detail::sql_type_of<R>()));
}

}  // namespace func
}  // namespace azoth
