#pragma once

#include <azoth/expression/expr.hpp>

#include <concepts>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

/// The C++ type for the values of a SQL type: cast(x, Integer()) is an Expr<int32_t>.
template <class Type>
struct CppType {
    using type = Value;
};
template <class T>
struct CppTypeIs {
    using type = T;
};
template <>
struct CppType<SmallInteger> : CppTypeIs<std::int16_t> {};
template <>
struct CppType<Integer> : CppTypeIs<std::int32_t> {};
template <>
struct CppType<BigInteger> : CppTypeIs<std::int64_t> {};
template <>
struct CppType<Float> : CppTypeIs<double> {};
template <>
struct CppType<Real> : CppTypeIs<float> {};
template <>
struct CppType<Double> : CppTypeIs<double> {};
template <>
struct CppType<Numeric> : CppTypeIs<Decimal> {};
template <>
struct CppType<Boolean> : CppTypeIs<bool> {};
template <>
struct CppType<String> : CppTypeIs<std::string> {};
template <>
struct CppType<Text> : CppTypeIs<std::string> {};
template <>
struct CppType<LargeBinary> : CppTypeIs<std::vector<std::byte>> {};
template <>
struct CppType<Date> : CppTypeIs<std::chrono::local_days> {};
template <class Type>
using cpp_type = typename CppType<Type>::type;

template <class T>
inline constexpr bool is_null_operand = std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>;

/// The common type of two alternatives: branches of a case, arguments of coalesce().
template <class A, class B>
constexpr auto common_of() {
    if constexpr (std::same_as<A, B>) {
        return std::type_identity<A>{};
    } else if constexpr (is_dynamic<A> || is_dynamic<B>) {
        return std::type_identity<Value>{};
    } else if constexpr (category_of<A>() == Category::number && category_of<B>() == Category::number) {
        if constexpr (std::is_arithmetic_v<A> && std::is_arithmetic_v<B>) {
            return std::type_identity<std::common_type_t<A, B>>{};
        } else if constexpr (std::floating_point<A> || std::floating_point<B>) {
            return std::type_identity<double>{};
        } else {
            return std::type_identity<Decimal>{};
        }
    } else {
        static_assert(comparable<A, B>(),
                      "azoth: alternatives of one expression are to have one type: cast some of them");
        return std::type_identity<A>{};
    }
}
/// `void` stands for NULL.
template <class A, class B>
struct Common {
    using value = typename decltype(common_of<value_of<A>, value_of<B>>())::type;
    using type =
        std::conditional_t<(is_nullable<A> || is_nullable<B>)&&!is_dynamic<value>, std::optional<value>, value>;
};
template <class B>
struct Common<void, B> {
    using type = std::conditional_t<is_dynamic<B> || is_nullable<B>, B, std::optional<B>>;
};
template <class A>
struct Common<A, void> {
    using type = std::conditional_t<is_dynamic<A> || is_nullable<A>, A, std::optional<A>>;
};
template <>
struct Common<void, void> {
    using type = Value;
};
/// The common type of any number of alternatives.
template <class First, class... Rest>
struct CommonOfAll {
    using type = First;
};
template <class First, class Second, class... Rest>
struct CommonOfAll<First, Second, Rest...> {
    using type = typename CommonOfAll<typename Common<First, Second>::type, Rest...>::type;
};
template <class T>
struct Alternative {
    using type = owned_value<T>;
};
template <class T>
requires is_null_operand<T>
struct Alternative<T> {
    using type = void;
};
template <class T>
using alternative = typename Alternative<std::remove_cvref_t<T>>::type;

/// The operand of a cast: a C++ value is sent as the target type if that is of its family.
template <class T>
ast::ExpressionPtr castable(const T& value, const SqlType& type) {
    if constexpr (Expression<T> || is_dynamic<operand_value<T>>) {
        return argument(value);
    } else {
        return make_bind(Value(stored(value), literal_type(type, Codec<value_of<operand_value<T>>>::sql_type())),
                         "param");
    }
}

template <class To, class From>
auto coerced(const From& from, const SqlType& type) {
    if constexpr (Expression<From>) {
        return Expr<lifted<To, operand_value<From>>>(make_coerce(from.node(), type));
    } else {
        return Expr<To>(make_bind(Value(stored(from), type), "param"));
    }
}

}  // namespace detail

template <class T>
template <std::derived_from<SqlType> Type>
auto Expr<T>::cast(const Type& type) const {
    return Expr<detail::lifted<detail::cpp_type<Type>, T>>(detail::make_cast(node(), type));
}

/// Makes an expression of a value, which is sent as a parameter.
template <detail::Literal T>
auto literal(const T& value) {
    return Expr<detail::owned_value<T>>(detail::argument(value));
}
/// NULL as a parameter.
inline Expr<Value> literal(std::nullptr_t) { return Expr<Value>(detail::make_bind(Value(), "param")); }
/// Makes an expression of a value that is sent as a SQL type.
template <detail::Literal T>
auto literal(const T& value, const SqlType& type) {
    return Expr<detail::owned_value<T>>(detail::make_bind(Value(detail::stored(value), type), "param"));
}

/// Makes an expression of type T of SQL text. The text is written into the statement as it is: never put user input
/// into it.
template <class T = Value>
Expr<T> literal_column(std::string_view sql) {
    if constexpr (detail::is_dynamic<T>) {
        return Expr<T>(detail::make_text(sql, SqlType()));
    } else {
        return Expr<T>(detail::make_text(sql, Codec<value_of<T>>::sql_type()));
    }
}
template <class T = Value>
Expr<T> literal_column(std::string_view sql, const SqlType& type) {
    return Expr<T>(detail::make_text(sql, type));
}

/// NULL as a literal; null_<T>() where its type matters.
template <class T = Value>
Expr<std::conditional_t<std::same_as<T, Value>, Value, std::optional<T>>> null_() {
    return Expr<std::conditional_t<std::same_as<T, Value>, Value, std::optional<T>>>(detail::make_null());
}
/// TRUE as a literal.
inline Condition true_() { return Condition(detail::make_boolean(true)); }
/// FALSE as a literal.
inline Condition false_() { return Condition(detail::make_boolean(false)); }

/// AND of conditions; empty conditions are left out.
template <class... Conditions>
requires(std::convertible_to<const Conditions&, Condition>&&...) Condition and_(const Conditions&... conditions) {
    return Condition(detail::make_conjunction(Operator::and_, {Condition(conditions).node()...}));
}
/// OR of conditions; empty conditions are left out.
template <class... Conditions>
requires(std::convertible_to<const Conditions&, Condition>&&...) Condition or_(const Conditions&... conditions) {
    return Condition(detail::make_conjunction(Operator::or_, {Condition(conditions).node()...}));
}
/// AND of a range of conditions; empty conditions are left out.
template <std::ranges::input_range Range>
requires std::convertible_to<std::ranges::range_reference_t<const Range&>, Condition> Condition
and_(const Range& conditions) {
    std::vector<ast::ExpressionPtr> nodes;
    for (const Condition& condition : conditions) nodes.push_back(condition.node());
    return Condition(detail::make_conjunction(Operator::and_, std::move(nodes)));
}
/// OR of a range of conditions; empty conditions are left out.
template <std::ranges::input_range Range>
requires std::convertible_to<std::ranges::range_reference_t<const Range&>, Condition> Condition
or_(const Range& conditions) {
    std::vector<ast::ExpressionPtr> nodes;
    for (const Condition& condition : conditions) nodes.push_back(condition.node());
    return Condition(detail::make_conjunction(Operator::or_, std::move(nodes)));
}
/// NOT of a condition.
inline Condition not_(const Condition& condition) { return Condition(detail::make_not(condition.node())); }

/// Returns the condition if `wanted`, else an empty one, which clauses leave out: `where(when(adults_only, users.age >=
/// 18))`.
inline Condition when(bool wanted, const Condition& condition) { return wanted ? condition : Condition(); }

/// text COLLATE collation.
template <class V>
Expr<detail::lifted<std::string, V>> collate(const Expr<V>& text, std::string_view collation) {
    return Expr<detail::lifted<std::string, V>>(detail::make_collate(text.node(), collation));
}

/// CAST(... AS ...), of expressions and C++ values.
template <class To, detail::Operand From>
auto cast(const From& from) {
    const SqlType type = Codec<value_of<To>>::sql_type();
    return Expr<detail::lifted<To, detail::operand_value<From>>>(detail::make_cast(detail::castable(from, type), type));
}
template <class To, detail::Operand From, std::derived_from<SqlType> Type>
auto cast(const From& from, const Type& type) {
    return Expr<detail::lifted<To, detail::operand_value<From>>>(detail::make_cast(detail::castable(from, type), type));
}
template <detail::Operand From, std::derived_from<SqlType> Type>
auto cast(const From& from, const Type& type) {
    return cast<detail::cpp_type<Type>>(from, static_cast<const SqlType&>(type));
}

/// Gives an expression another type, without writing a CAST. A C++ value is sent as that type.
template <class To, detail::Operand From>
auto type_coerce(const From& from) {
    return detail::coerced<To>(from, Codec<value_of<To>>::sql_type());
}
template <class To, detail::Operand From, std::derived_from<SqlType> Type>
auto type_coerce(const From& from, const Type& type) {
    return detail::coerced<To>(from, type);
}
template <detail::Operand From, std::derived_from<SqlType> Type>
auto type_coerce(const From& from, const Type& type) {
    return detail::coerced<detail::cpp_type<Type>>(from, static_cast<const SqlType&>(type));
}

/// EXTRACT(field FROM ...): "year", "month", "dow", "epoch", ... The value has a fraction if the field has one.
template <class T = Decimal, detail::Operand From>
auto extract(std::string_view field, const From& from) {
    return Expr<detail::lifted<T, detail::operand_value<From>>>(
        detail::make_extract(field, detail::argument(from), Codec<T>::sql_type()));
}

/// ANY of an array's elements, as an operand of a comparison: `5 == any_(users.scores)`.
template <class T>
Expr<detail::element_of<T>> any_(const Expr<T>& array) {
    return Expr<detail::element_of<T>>(detail::make_unary(Operator::any, array.node()));
}
/// ALL of an array's elements, as an operand of a comparison.
template <class T>
Expr<detail::element_of<T>> all_(const Expr<T>& array) {
    return Expr<detail::element_of<T>>(detail::make_unary(Operator::all, array.node()));
}
/// ANY of the rows of a subquery, as an operand of a comparison.
template <detail::RowSource Source>
auto any_(const Source& source) {
    return Expr<detail::rows_value<Source>>(detail::make_unary(Operator::any, rows_expression(source)));
}
/// ALL of the rows of a subquery, as an operand of a comparison.
template <detail::RowSource Source>
auto all_(const Source& source) {
    return Expr<detail::rows_value<Source>>(detail::make_unary(Operator::all, rows_expression(source)));
}

/// ARRAY[...] of C++ values and expressions.
template <detail::Operand First, detail::Operand... Rest>
auto array(const First& first, const Rest&... rest) {
    using Element = detail::owned_value<First>;
    (detail::check_comparable<Element, detail::operand_value<Rest>>(), ...);
    std::vector<ast::ExpressionPtr> items = detail::alike("param", first, rest...);
    const SqlType type = items.front()->type;
    return Expr<std::vector<Element>>(detail::make_array(std::move(items), type));
}
/// The empty array.
template <class T>
Expr<std::vector<T>> array() {
    return Expr<std::vector<T>>(detail::make_array({}, Codec<value_of<T>>::sql_type()));
}

}  // namespace azoth

#include <azoth/expression/case.hpp>
#include <azoth/expression/tuple.hpp>
