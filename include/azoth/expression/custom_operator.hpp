#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/typed_expression.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The left operand with the operator of op(); call it with the right operand.
template <class T, class R>
class [[nodiscard]] CustomOperator {
public:
    /// For Expr::op() only.
    CustomOperator(ast::ExpressionPtr left, std::string_view symbol, int precedence, SqlType type)
        : left_(std::move(left)), symbol_(symbol), precedence_(precedence), type_(std::move(type)) {}

    /// Applies the operator to the right operand.
    template <detail::Operand Right>
    Expr<detail::lifted<R, detail::operand_value<Right>>> operator()(const Right& right) const {
        return Expr<detail::lifted<R, detail::operand_value<Right>>>(
            detail::make_custom(symbol_, precedence_, left_, detail::operand(right, *left_), type_));
    }

private:
    ast::ExpressionPtr left_;
    std::string symbol_;
    int precedence_;
    SqlType type_;
};

/// Orders by an expression, ascending.
template <class T>
template <class R>
CustomOperator<T, R> Expr<T>::op(std::string_view symbol, int precedence) const {
    if constexpr (std::same_as<R, T>) {
        return CustomOperator<T, R>(node(), symbol, precedence, node()->type);
    } else {
        return CustomOperator<T, R>(node(), symbol, precedence, Codec<value_of<R>>::sql_type());
    }
}
/// Orders by an expression, ascending.
template <class T>
CustomOperator<T, detail::lifted<bool, T>> Expr<T>::bool_op(std::string_view symbol, int precedence) const {
    return CustomOperator<T, detail::lifted<bool, T>>(node(), symbol, precedence, Boolean());
}

}  // namespace azoth

AZOTH_EXPORT_END
