#pragma once

#include <azoth/expression/expr.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>

namespace azoth {

namespace detail {

template <class L, class R>
concept Operands = (Expression<L> && Operand<R>) || (Expression<R> && Operand<L>);

template <class L, class R>
ast::ExpressionPtr combine(Operator op, const L& left, const R& right) {
    if constexpr (Parameter<L> && Expression<R>) {
        return make_binary(op, operand(left, *right.node()), right.node());
    } else if constexpr (Expression<L>) {
        return make_binary(op, left.node(), operand(right, *left.node()));
    } else {
        return make_binary(op, operand(left, *right.node()), right.node());
    }
}

template <class L, class R>
auto compare(Operator op, const L& left, const R& right) {
    using A = operand_value<L>;
    using B = operand_value<R>;
    check_comparable<A, B>();
    return Expr<truth<A, B>>(combine(op, left, right));
}

template <class A, class B>
struct Arithmetic {
    using L = value_of<A>;
    using R = value_of<B>;
    static constexpr auto pick() {
        if constexpr (std::same_as<L, Value> || std::same_as<R, Value>) {
            return std::type_identity<Value>{};
        } else if constexpr (std::is_arithmetic_v<L> && std::is_arithmetic_v<R>) {
            return std::type_identity<
                std::conditional_t<(sizeof(L) < 4 && sizeof(R) < 4 && std::integral<L> && std::integral<R>),
                                   std::common_type_t<L, R>, std::common_type_t<L, R>>>{};
        } else if constexpr (category_of<L>() == Category::text && category_of<R>() == Category::text) {
            return std::type_identity<std::string>{};
        } else if constexpr (std::is_arithmetic_v<R>) {
            return std::type_identity<L>{};
        } else {
            return std::type_identity<R>{};
        }
    }
    using value = typename decltype(pick())::type;
    using type = std::conditional_t<is_nullable<A> || is_nullable<B>, std::optional<value>, value>;
};

template <class L, class R>
auto calculate(Operator op, const L& left, const R& right) {
    using A = operand_value<L>;
    using B = operand_value<R>;
    return Expr<typename Arithmetic<A, B>::type>(combine(op, left, right));
}

template <class T>
concept Truth = Expression<T> && std::same_as < value_of<typename std::remove_cvref_t<T>::value_type>,
bool > ;

}  // namespace detail

/// Comparisons give bool, or optional<bool> where an operand can be NULL. Comparing with nullptr, nullopt or an empty
/// optional is IS NULL.
template <class L, class R>
requires detail::Operands<L, R>
auto operator==(const L& left, const R& right) { return detail::compare(Operator::eq, left, right); }
template <class L, class R>
requires detail::Operands<L, R>
auto operator!=(const L& left, const R& right) { return detail::compare(Operator::ne, left, right); }
template <class L, class R>
requires detail::Operands<L, R>
auto operator<(const L& left, const R& right) { return detail::compare(Operator::lt, left, right); }
template <class L, class R>
requires detail::Operands<L, R>
auto operator<=(const L& left, const R& right) { return detail::compare(Operator::le, left, right); }
template <class L, class R>
requires detail::Operands<L, R>
auto operator>(const L& left, const R& right) { return detail::compare(Operator::gt, left, right); }
template <class L, class R>
requires detail::Operands<L, R>
auto operator>=(const L& left, const R& right) { return detail::compare(Operator::ge, left, right); }

/// Addition, or concatenation of text.
template <class L, class R>
requires detail::Operands<L, R>
auto operator+(const L& left, const R& right) { return detail::calculate(Operator::add, left, right); }
template <class L, class R>
requires detail::Operands<L, R>
auto operator-(const L& left, const R& right) { return detail::calculate(Operator::subtract, left, right); }
template <class L, class R>
requires detail::Operands<L, R>
auto operator*(const L& left, const R& right) { return detail::calculate(Operator::multiply, left, right); }

/// Both sides are evaluated by the database: there is no short circuit in C++.
template <detail::Truth L, detail::Truth R>
Condition operator&&(const L& left, const R& right) {
    return Condition(detail::make_conjunction(Operator::and_, left.node(), right.node()));
}
template <detail::Truth L, detail::Truth R>
Condition operator||(const L& left, const R& right) {
    return Condition(detail::make_conjunction(Operator::or_, left.node(), right.node()));
}
template <detail::Truth E>
Condition operator!(const E& operand) {
    return Condition(detail::make_not(operand.node()));
}

}  // namespace azoth
