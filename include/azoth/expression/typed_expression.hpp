#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/collection_methods.hpp>
#include <azoth/expression/element.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/expression/quoted_name.hpp>
#include <azoth/expression/text_methods.hpp>
#include <azoth/types/value.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Condition;
class OrderBy;
template <class T, class R>
class CustomOperator;

namespace detail {

/// A statement as the right side of IN: rows_expression(statement) is its expression.
template <class S>
concept RowSource = !Expression<S> && requires(const S& source) {
    { rows_expression(source) } -> std::convertible_to<ast::ExpressionPtr>;
};

template <class Source>
struct RowsValue {
    using type = Value;
};
template <class Source>
requires requires { typename decltype(rows_expression(std::declval<const Source&>()))::value_type; }
struct RowsValue<Source> {
    using type = typename decltype(rows_expression(std::declval<const Source&>()))::value_type;
};
/// The type of the rows' only column; Value if it is not known.
template <class Source>
using rows_value = typename RowsValue<Source>::type;

template <class Range>
concept ElementRange = std::ranges::input_range<const Range&> && !std::convertible_to<const Range&, std::string_view> &&
                       !Expression<Range> && !RowSource<Range>;

/// An expression whose value is a list of values that are comparable with T.
template <class Array, class T>
concept ListOf = Expression<Array> && !std::same_as<value_of<T>, value_of<typename Array::value_type>> &&
                 requires(value_of<typename Array::value_type> array) {
    []<class E>(const std::vector<E>&) {}(array);
};
template <class T, class... Items>
inline constexpr bool Elements = sizeof...(Items) > 0;
template <class T, class Item>
inline constexpr bool Elements<T, Item> = !ElementRange<Item> && !ListOf<Item, T>;

}  // namespace detail

/// A SQL expression whose values are T (std::optional<T> if they can be NULL): a cheap handle on an immutable tree, to
/// be copied and shared. Expr<Value> is an expression whose type is known only at run time.
template <class T>
class [[nodiscard]] Expr : public detail::ExprBase, public detail::TextMethods<T>, public detail::CollectionMethods<T> {
public:
    using value_type = T;

    /// Makes a handle on a node.
    explicit Expr(ast::ExpressionPtr node) noexcept : ExprBase(std::move(node)) {}

    /// Does not compile: the database computes the value. Here so that the error is one sentence.
    template <std::same_as<bool> Bool>
    explicit operator Bool() const {
        static_assert(!std::same_as<Bool, bool>,
                      "azoth: an expression has no truth value in C++, the database computes it: put it into where(); "
                      "whether a Condition asks for something is is_empty()");
        return false;
    }

    /// Returns the expression with a name, for rows and ORDER BY.
    Expr<T> label(std::string_view name) const { return Expr<T>(detail::make_label(node(), name)); }
    /// Returns the expression with a name that the compiler makes (anon_1), the same wherever the label occurs: in
    /// ORDER BY, or as `subquery[label]` in the enclosing statement.
    Expr<T> label() const { return Expr<T>(detail::make_label(node())); }
    Expr<T> label(const quoted_name& name) const { return Expr<T>(detail::make_label(node(), name)); }

    /// IS NULL.
    Expr<bool> is_null() const { return Expr<bool>(detail::make_null_test(node(), Operator::is)); }
    /// IS NOT NULL.
    Expr<bool> is_not_null() const { return Expr<bool>(detail::make_null_test(node(), Operator::is_not)); }
    /// IS, for NULL, true and false.
    template <detail::Operand R>
    Expr<bool> is_(const R& right) const {
        return test(Operator::is, right);
    }
    /// IS NOT, for NULL, true and false.
    template <detail::Operand R>
    Expr<bool> is_not(const R& right) const {
        return test(Operator::is_not, right);
    }
    /// IS DISTINCT FROM: compares NULL like an ordinary value.
    template <detail::Operand R>
    Expr<bool> is_distinct_from(const R& right) const {
        return test(Operator::is_distinct_from, right);
    }
    /// IS NOT, for NULL, true and false.
    template <detail::Operand R>
    Expr<bool> is_not_distinct_from(const R& right) const {
        return test(Operator::is_not_distinct_from, right);
    }

    /// Orders ascending.
    OrderBy asc() const;
    /// Orders descending.
    OrderBy desc() const;
    /// Orders ascending, NULLs first.
    OrderBy nulls_first() const;
    /// Orders ascending, NULLs last.
    OrderBy nulls_last() const;
    /// DISTINCT before an aggregate's argument: `func::count(users.city.distinct())`.
    Expr<T> distinct() const { return Expr<T>(detail::make_unary(Operator::distinct, node())); }

    /// IN: whether the value is an element of a range: `in_(wanted)`.
    template <detail::ElementRange Range>
    auto in_(const Range& values) const {
        return membership(Operator::in, values);
    }
    /// IN: whether the value is one of these C++ values or expressions: `in_(1, 2, users.age)`.
    template <detail::Operand... Items>
    requires(detail::Elements<T, Items...>) auto in_(const Items&... items) const {
        return membership_of(Operator::in, items...);
    }
    /// IN with a list in braces: `in_({1, 2, 3})`.
    template <detail::Literal Item>
    auto in_(std::initializer_list<Item> values) const {
        return membership(Operator::in, values);
    }
    /// Whether the value is an element of an array: a parameter with a list of values, on PostgreSQL any array.
    template <detail::ListOf<T> Array>
    auto in_(const Array& array) const {
        return membership_in(Operator::in, array.node());
    }
    /// IN: whether the value is in the only column of a statement's rows.
    template <detail::RowSource Source>
    auto in_(const Source& source) const {
        detail::check_comparable<T, detail::rows_value<Source>>();
        return membership_in(Operator::in, rows_expression(source));
    }
    /// NOT IN: whether the value is no element of a range.
    template <detail::ElementRange Range>
    auto not_in(const Range& values) const {
        return membership(Operator::not_in, values);
    }
    /// NOT IN: whether the value is none of these C++ values or expressions.
    template <detail::Operand... Items>
    requires(detail::Elements<T, Items...>) auto not_in(const Items&... items) const {
        return membership_of(Operator::not_in, items...);
    }
    /// NOT IN with a list in braces.
    template <detail::Literal Item>
    auto not_in(std::initializer_list<Item> values) const {
        return membership(Operator::not_in, values);
    }
    template <detail::ListOf<T> Array>
    auto not_in(const Array& array) const {
        return membership_in(Operator::not_in, array.node());
    }
    template <detail::RowSource Source>
    auto not_in(const Source& source) const {
        detail::check_comparable<T, detail::rows_value<Source>>();
        return membership_in(Operator::not_in, rows_expression(source));
    }

    /// BETWEEN: low <= value and value <= high; symmetric: with the bounds in any order (PostgreSQL).
    template <detail::Operand L, detail::Operand H>
    auto between(const L& low, const H& high, bool symmetric = false) const {
        using A = detail::operand_value<L>;
        using B = detail::operand_value<H>;
        detail::check_comparable<T, A>();
        detail::check_comparable<T, B>();
        return Expr<detail::lifted<bool, T, A, B>>(
            detail::make_between(node(), detail::peer(low, *node()), detail::peer(high, *node()), symmetric));
    }
    /// NOT BETWEEN.
    template <detail::Operand L, detail::Operand H>
    auto not_between(const L& low, const H& high) const {
        const auto test = between(low, high);
        return std::remove_const_t<decltype(test)>(detail::make_not(test.node()));
    }

    /// Division without fraction: of integers by the operator, of others with FLOOR(). Operator / keeps the fraction.
    template <detail::Operand R>
    auto floor_div(const R& divisor) const;
    /// IS NOT, for NULL, true and false.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_and(const R& right) const {
        return combined<R>(Operator::bitwise_and, right);
    }
    /// IS NOT, for NULL, true and false.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_or(const R& right) const {
        return combined<R>(Operator::bitwise_or, right);
    }
    /// IS NOT, for NULL, true and false.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_xor(const R& right) const {
        return combined<R>(Operator::bitwise_xor, right);
    }
    /// IS NOT, for NULL, true and false.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_lshift(const R& right) const {
        return combined<R>(Operator::bitwise_lshift, right);
    }
    /// IS NOT, for NULL, true and false.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_rshift(const R& right) const {
        return combined<R>(Operator::bitwise_rshift, right);
    }
    /// Bitwise NOT.
    Expr<T> bitwise_not() const { return Expr<T>(detail::make_unary(Operator::bitwise_not, node())); }
    /// ||, for any types.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> concat(const R& right) const {
        return Expr<detail::lifted<T, detail::operand_value<R>>>(
            detail::make_binary(Operator::concat, node(), detail::appended(right, *node())));
    }

    /// CAST(... AS ...), to the SQL type of a C++ type or to a given one.
    template <class To>
    Expr<detail::lifted<To, T>> cast() const {
        return Expr<detail::lifted<To, T>>(detail::make_cast(node(), Codec<value_of<To>>::sql_type()));
    }
    template <class To>
    Expr<detail::lifted<To, T>> cast(const SqlType& type) const {
        return Expr<detail::lifted<To, T>>(detail::make_cast(node(), type));
    }
    template <std::derived_from<SqlType> Type>
    auto cast(const Type& type) const;

    /// An operator that azoth does not know: `column.op<bool>("~~~")(value)`. Its name is written as it is: never put
    /// user input into it. The higher the precedence, the fewer parentheses (SQLAlchemy's scale: = has 5, + has 7).
    template <class R = T>
    CustomOperator<T, R> op(std::string_view symbol, int precedence = 0) const;
    /// An operator that azoth does not know, whose value is a truth value.
    CustomOperator<T, detail::lifted<bool, T>> bool_op(std::string_view symbol, int precedence = 0) const;

private:
    template <class R>
    Expr<bool> test(Operator op, const R& right) const {
        if constexpr (!std::same_as<R, std::nullptr_t> && !std::same_as<R, std::nullopt_t>) {
            detail::check_comparable<T, detail::operand_value<R>>();
        }
        return Expr<bool>(detail::make_binary(op, node(), detail::operand(right, *node())));
    }
    template <class R>
    Expr<detail::lifted<T, detail::operand_value<R>>> combined(Operator op, const R& right) const {
        return Expr<detail::lifted<T, detail::operand_value<R>>>(
            detail::make_binary(op, node(), detail::operand(right, *node())));
    }
    template <class Range>
    auto membership(Operator op, const Range& values) const {
        using Element = std::ranges::range_value_t<Range>;
        detail::check_comparable<T, detail::operand_value<Element>>();
        std::vector<ast::ExpressionPtr> items;
        if constexpr (std::ranges::sized_range<const Range&>) items.reserve(std::ranges::size(values));
        for (const Element& value : values) items.push_back(detail::peer(value, *node()));
        return Expr<detail::truth<T, bool>>(detail::make_membership(op, node(), std::move(items)));
    }
    template <class... Items>
    auto membership_of(Operator op, const Items&... values) const {
        (detail::check_comparable<T, detail::operand_value<Items>>(), ...);
        std::vector<ast::ExpressionPtr> items;
        items.reserve(sizeof...(values));
        (items.push_back(detail::peer(values, *node())), ...);
        return Expr<detail::lifted<bool, T, detail::operand_value<Items>...>>(
            detail::make_membership(op, node(), std::move(items)));
    }
    auto membership_in(Operator op, ast::ExpressionPtr rows) const {
        std::vector<ast::ExpressionPtr> items;
        items.push_back(std::move(rows));
        return Expr<std::optional<bool>>(detail::make_membership(op, node(), std::move(items)));
    }
};

/// Returns the expression with a type that can be NULL: for columns of the optional side of an outer join.
template <class T>
Expr<std::optional<value_of<T>>> nullable(const Expr<T>& expression) {
    return Expr<std::optional<value_of<T>>>(expression.node());
}

}  // namespace azoth

AZOTH_EXPORT_END
