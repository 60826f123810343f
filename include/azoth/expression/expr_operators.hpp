#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/condition.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

template <class L, class R>
concept Operands = (Expression<L> && Operand<R>) || (Expression<R> && Operand<L>);

template <class L, class R>
ast::ExpressionPtr combine(Operator op, const L& left, const R& right) {
    if constexpr (Parameter<L> && Expression<R>) {
        return make_binary(op, operand(left, *right.node()), right.node());
    } else if constexpr (Expression<L>) {
        // A key removed from JSON is text; an operand compared with JSON is JSON.
        const ast::Expression& beside = *left.node();
        return make_binary(op, left.node(), info(op).is_comparison ? peer(right, beside) : operand(right, beside));
    } else {
        return make_mirrored(op, operand(left, *right.node()), right.node());
    }
}

template <class L, class R>
auto compare(Operator op, const L& left, const R& right) {
    using A = operand_value<L>;
    using B = operand_value<R>;
    check_comparable<A, B>();
    return Expr<truth<A, B>>(combine(op, left, right));
}

/// The C++ type of an operator's result, apart from NULL.
template <Operator op, class A, class B>
constexpr auto arithmetic_of() {
    constexpr Category a = category_of<A>();
    constexpr Category b = category_of<B>();
    if constexpr (is_dynamic<A> || is_dynamic<B>) {
        return std::type_identity<Value>{};
    } else if constexpr (a == Category::number && b == Category::number) {
        if constexpr (op == Operator::true_divide && std::integral<A> && std::integral<B>) {
            return std::type_identity<Decimal>{};
        } else if constexpr (std::is_arithmetic_v<A> && std::is_arithmetic_v<B>) {
            return std::type_identity<std::common_type_t<A, B>>{};
        } else if constexpr (std::floating_point<A> || std::floating_point<B>) {
            return std::type_identity<double>{};
        } else {
            return std::type_identity<Decimal>{};
        }
    } else if constexpr (a == Category::text && b == Category::text) {
        return std::type_identity<std::string>{};
    } else if constexpr (a == Category::date && b == Category::date && op == Operator::subtract) {
        return std::type_identity<std::int32_t>{};
    } else if constexpr (a == Category::date && b == Category::number) {
        return std::type_identity<A>{};
    } else if constexpr (a == Category::number && b == Category::date) {
        return std::type_identity<B>{};
    } else if constexpr ((a == Category::date && b == Category::interval) ||
                         (a == Category::interval && b == Category::date)) {
        return std::type_identity<Timestamp>{};
    } else if constexpr (op == Operator::subtract && a == b && (a == Category::instant || a == Category::wall_clock)) {
        return std::type_identity<Interval>{};
    } else if constexpr (a == Category::interval && (b == Category::instant || b == Category::wall_clock)) {
        return std::type_identity<B>{};
    } else if constexpr (a == Category::interval || b == Category::interval) {
        return std::type_identity<
            std::conditional_t<a == Category::instant || a == Category::wall_clock, A, Interval>>{};
    } else if constexpr (std::is_arithmetic_v<A>) {
        return std::type_identity<B>{};
    } else {
        return std::type_identity<typename Owned<A>::type>{};
    }
}
template <Operator op, class A, class B>
using arithmetic = lifted<typename decltype(arithmetic_of<op, value_of<A>, value_of<B>>())::type, A, B>;

/// Text combines only with text, a truth value with nothing; two points in time can be subtracted but not added.
template <Operator op, class L, class R>
constexpr bool calculable() {
    using A = value_of<L>;
    using B = value_of<R>;
    constexpr Category a = category_of<A>();
    constexpr Category b = category_of<B>();
    if constexpr (is_dynamic<A> || is_dynamic<B>) {
        return true;
    } else if constexpr (std::same_as<A, bool> || std::same_as<B, bool>) {
        return false;
    } else if constexpr (a != Category::other && b != Category::other &&
                         (a == Category::text) != (b == Category::text)) {
        return false;
    } else {
        return a != b || op == Operator::subtract ||
               (a != Category::date && a != Category::instant && a != Category::wall_clock);
    }
}

template <Operator op, class L, class R>
auto calculate(const L& left, const R& right) {
    static_assert(calculable<op, operand_value<L>, operand_value<R>>(),
                  "azoth: these two types can't be calculated with in SQL: cast one of them");
    return Expr<arithmetic<op, operand_value<L>, operand_value<R>>>(combine(op, left, right));
}

}  // namespace detail

/// Compare; the result is bool, or optional<bool> if an operand may be NULL. A comparison with nullptr, nullopt or an
/// empty optional is IS NULL.
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

/// Addition; concatenation of text, arrays and jsonb; union of ranges.
template <class L, class R>
requires detail::Operands<L, R>
auto operator+(const L& left, const R& right) { return detail::calculate<Operator::add>(left, right); }
/// Subtraction, also of dates; jsonb without a key; difference of ranges.
template <class L, class R>
requires detail::Operands<L, R>
auto operator-(const L& left, const R& right) { return detail::calculate<Operator::subtract>(left, right); }
/// Multiplication; intersection of ranges.
template <class L, class R>
requires detail::Operands<L, R>
auto operator*(const L& left, const R& right) { return detail::calculate<Operator::multiply>(left, right); }
/// Division with fraction, of integers too; floor_div() drops the fraction.
template <class L, class R>
requires detail::Operands<L, R>
auto operator/(const L& left, const R& right) { return detail::calculate<Operator::true_divide>(left, right); }
/// Remainder of a division, by the operator % of the database: it has the sign of `left`.
template <class L, class R>
requires detail::Operands<L, R>
auto operator%(const L& left, const R& right) { return detail::calculate<Operator::modulo>(left, right); }
/// The negative of a value. The type stays the same; NULL stays NULL.
template <class T>
Expr<T> operator-(const Expr<T>& operand) {
    return Expr<T>(detail::make_unary(Operator::negate, operand.node()));
}

template <class T>
template <detail::Operand R>
auto Expr<T>::floor_div(const R& divisor) const {
    return detail::calculate<Operator::floor_divide>(*this, divisor);
}

/// AND, OR and NOT, evaluated by the database: no short circuit in C++.
template <detail::Testable L, detail::Testable R>
Condition operator&&(const L& left, const R& right) {
    return Condition(detail::make_conjunction(Operator::and_, left.node(), right.node()));
}
template <detail::Testable L, detail::Testable R>
Condition operator||(const L& left, const R& right) {
    return Condition(detail::make_conjunction(Operator::or_, left.node(), right.node()));
}
template <detail::Testable E>
Condition operator!(const E& operand) {
    return Condition(detail::make_not(operand.node()));
}

namespace detail {

template <class... Es>
Condition no_conditions() {
    static_assert((Testable<Es> && ...),
                  "azoth: &&, || and ! are for conditions: compare the expression with something");
    return {};
}

}  // namespace detail

template <detail::Expression L, detail::Expression R>
requires(!detail::Testable<L> || !detail::Testable<R>) Condition operator&&(const L&, const R&) {
    return detail::no_conditions<L, R>();
}
template <detail::Expression L, detail::Expression R>
requires(!detail::Testable<L> || !detail::Testable<R>) Condition operator||(const L&, const R&) {
    return detail::no_conditions<L, R>();
}
template <detail::Expression E>
requires(!detail::Testable<E>) Condition operator!(const E&) { return detail::no_conditions<E>(); }

}  // namespace azoth

AZOTH_EXPORT_END
