#pragma once

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
class Expr : public detail::ExprBase, public detail::TextMethods<T>, public detail::CollectionMethods<T> {
public:
    using value_type = T;

    /// Makes a handle on a node.
    explicit Expr(ast::ExpressionPtr node) noexcept : ExprBase(std::move(node)) {}

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
    /// IS NOT DISTINCT FROM: compares NULL like an ordinary value.
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
    /// Bitwise AND.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_and(const R& right) const {
        return combined<R>(Operator::bitwise_and, right);
    }
    /// Bitwise OR.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_or(const R& right) const {
        return combined<R>(Operator::bitwise_or, right);
    }
    /// Bitwise XOR.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_xor(const R& right) const {
        return combined<R>(Operator::bitwise_xor, right);
    }
    /// Bitwise shift to the left.
    template <detail::Operand R>
    Expr<detail::lifted<T, detail::operand_value<R>>> bitwise_lshift(const R& right) const {
        return combined<R>(Operator::bitwise_lshift, right);
    }
    /// Bitwise shift to the right.
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

namespace detail {

template <class T>
concept Truth = Expression<T> && std::same_as < value_of<typename std::remove_cvref_t<T>::value_type>,
bool > ;

/// An expression whose value is, or may be, a truth value.
template <class T>
concept Testable = Truth<T> ||(Expression<T>&& is_dynamic<typename std::remove_cvref_t<T>::value_type>);

}  // namespace detail

/// A truth value, as where() takes it. Any expression of type bool converts to it, so a filter can be built at run
/// time: `Condition filter = users.active == true; if (...) filter = filter && users.city == city;`. A
/// default-constructed one is empty, and clauses leave it out.
class Condition : public Expr<std::optional<bool>> {
public:
    using Expr::Expr;
    /// Makes an empty condition.
    Condition() noexcept : Expr(ast::ExpressionPtr()) {}
    /// Converts from an expression.
    template <detail::Testable E>
    Condition(const E& expression) noexcept : Expr(expression.node()) {}

    /// Whether it is not empty.
    explicit operator bool() const noexcept { return static_cast<bool>(node()); }
};

/// An expression with a direction, for ORDER BY.
class OrderBy {
public:
    /// Makes a handle on a node.
    explicit OrderBy(ast::ExpressionPtr node) noexcept : node_(std::move(node)) {}
    /// Orders by an expression, ascending.
    template <class T>
    OrderBy(const Expr<T>& expression) noexcept : node_(expression.node()) {}
    /// Orders by a selected column or label, by its name.
    OrderBy(std::string_view name) : node_(detail::make_label_reference(name)) {}
    OrderBy(const char* name) : OrderBy(std::string_view(name)) {}
    OrderBy(std::nullptr_t) = delete;

    /// NULLS FIRST.
    OrderBy nulls_first() const { return OrderBy(detail::make_order(node_, Operator::nulls_first)); }
    /// NULLS LAST.
    OrderBy nulls_last() const { return OrderBy(detail::make_order(node_, Operator::nulls_last)); }
    /// The node of the tree.
    const ast::ExpressionPtr& node() const noexcept { return node_; }

private:
    ast::ExpressionPtr node_;
};

namespace detail {

/// Any argument but nullptr, which clears what was set before.
template <class T>
concept Given = !std::same_as<T, std::nullptr_t>;

/// The node of what converts to a Condition; null if it is empty.
template <class C>
ast::ExpressionPtr condition_node(const C& condition) {
    static_assert(std::convertible_to<const C&, Condition>,
                  "azoth: a condition is a truth value: compare the expression with something");
    if constexpr (Testable<C>) {
        return condition.node();
    } else if constexpr (std::convertible_to<const C&, Condition>) {
        return static_cast<Condition>(condition).node();
    } else {
        return {};
    }
}
template <class O>
ast::ExpressionPtr order_node(const O& order) {
    static_assert(std::convertible_to<const O&, OrderBy>,
                  "azoth: an order is an expression, its asc() or desc(), or the name of a selected column");
    if constexpr (Expression<O>) {
        return order.node();
    } else if constexpr (std::convertible_to<const O&, OrderBy>) {
        return static_cast<OrderBy>(order).node();
    } else {
        return {};
    }
}

}  // namespace detail

/// Orders ascending by a selected column or label, by its name.
inline OrderBy asc(std::string_view name) {
    return OrderBy(detail::make_order(detail::make_label_reference(name), Operator::asc));
}
/// Orders descending by a selected column or label, by its name.
inline OrderBy desc(std::string_view name) {
    return OrderBy(detail::make_order(detail::make_label_reference(name), Operator::desc));
}

/// Orders ascending by an expression.
template <class T>
OrderBy asc(const Expr<T>& expression) {
    return expression.asc();
}
/// Orders descending by an expression: `order_by(desc(users.name))`.
template <class T>
OrderBy desc(const Expr<T>& expression) {
    return expression.desc();
}

template <class T>
OrderBy Expr<T>::asc() const {
    return OrderBy(detail::make_order(node(), Operator::asc));
}
template <class T>
OrderBy Expr<T>::desc() const {
    return OrderBy(detail::make_order(node(), Operator::desc));
}
template <class T>
OrderBy Expr<T>::nulls_first() const {
    return OrderBy(detail::make_order(node(), Operator::nulls_first));
}
template <class T>
OrderBy Expr<T>::nulls_last() const {
    return OrderBy(detail::make_order(node(), Operator::nulls_last));
}

/// The left operand with the operator of op(); call it with the right operand.
template <class T, class R>
class CustomOperator {
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

template <class T>
template <class R>
CustomOperator<T, R> Expr<T>::op(std::string_view symbol, int precedence) const {
    if constexpr (std::same_as<R, T>) {
        return CustomOperator<T, R>(node(), symbol, precedence, node()->type);
    } else {
        return CustomOperator<T, R>(node(), symbol, precedence, Codec<value_of<R>>::sql_type());
    }
}
template <class T>
CustomOperator<T, detail::lifted<bool, T>> Expr<T>::bool_op(std::string_view symbol, int precedence) const {
    return CustomOperator<T, detail::lifted<bool, T>>(node(), symbol, precedence, Boolean());
}

/// Returns the expression with a type that can be NULL: for columns of the optional side of an outer join.
template <class T>
Expr<std::optional<value_of<T>>> nullable(const Expr<T>& expression) {
    return Expr<std::optional<value_of<T>>>(expression.node());
}

}  // namespace azoth

#include <azoth/expression/expr_operators.hpp>
#include <azoth/expression/forms.hpp>
