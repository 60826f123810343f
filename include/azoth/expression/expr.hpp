#pragma once

#include <azoth/expression/element.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/types/value.hpp>

#include <concepts>
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

/// A SQL expression whose values are T (std::optional<T> if they can be NULL): a cheap handle on an immutable tree, a
/// value to be copied and shared. Expr<Value> is an expression whose type is known only at run time.
template <class T>
class Expr : public detail::ExprBase {
public:
    using value_type = T;

    explicit Expr(ast::ExpressionPtr node) noexcept : ExprBase(std::move(node)) {}

    /// The expression under a name of its own, by which the row knows it and ORDER BY finds it.
    Expr<T> label(std::string_view name) const { return Expr<T>(detail::make_label(node(), name)); }

    Expr<bool> is_null() const { return Expr<bool>(detail::make_null_test(node(), Operator::is)); }
    Expr<bool> is_not_null() const { return Expr<bool>(detail::make_null_test(node(), Operator::is_not)); }

    OrderBy asc() const;
    OrderBy desc() const;

    /// Whether the value is one of a range's elements: `in_(wanted)`.
    template <std::ranges::input_range Range>
    requires(!std::convertible_to<const Range&, std::string_view>) auto in_(const Range& values) const {
        return membership(Operator::in, values);
    }
    /// Whether the value is one of those given: `in_(1, 2, 3)`.
    template <class... Literals>
    requires(sizeof...(Literals) > 0 && (detail::Literal<Literals> && ...)) auto in_(const Literals&... values) const {
        return membership_of(Operator::in, values...);
    }
    template <std::ranges::input_range Range>
    requires(!std::convertible_to<const Range&, std::string_view>) auto not_in(const Range& values) const {
        return membership(Operator::not_in, values);
    }
    template <class... Literals>
    requires(sizeof...(Literals) > 0 &&
             (detail::Literal<Literals> && ...)) auto not_in(const Literals&... values) const {
        return membership_of(Operator::not_in, values...);
    }

    /// LIKE; the pattern's wildcards are % and _.
    template <class Pattern>
    auto like(const Pattern& pattern) const {
        return compare<Pattern>(Operator::like, pattern);
    }
    /// LIKE that ignores case: ILIKE, or lower() on both sides where the dialect has none.
    template <class Pattern>
    auto ilike(const Pattern& pattern) const {
        return compare<Pattern>(Operator::ilike, pattern);
    }

private:
    template <class R>
    auto compare(Operator op, const R& right) const {
        detail::check_comparable<T, detail::operand_value<R>>();
        return Expr<detail::truth<T, detail::operand_value<R>>>(
            detail::make_binary(op, node(), detail::operand(right, *node())));
    }
    template <class Range>
    auto membership(Operator op, const Range& values) const {
        detail::check_comparable<T, std::ranges::range_value_t<Range>>();
        std::vector<ast::ExpressionPtr> items;
        for (const auto& value : values) items.push_back(detail::operand(value, *node()));
        return Expr<detail::truth<T, bool>>(detail::make_membership(op, node(), std::move(items)));
    }
    template <class... Literals>
    auto membership_of(Operator op, const Literals&... values) const {
        (detail::check_comparable<T, detail::operand_value<Literals>>(), ...);
        std::vector<ast::ExpressionPtr> items;
        items.reserve(sizeof...(values));
        (items.push_back(detail::operand(values, *node())), ...);
        return Expr<detail::truth<T, bool>>(detail::make_membership(op, node(), std::move(items)));
    }
};

/// A truth value, as where() takes it; any expression of type bool converts to it, so a filter can be built up at run
/// time: `Condition filter = users.active == true; if (...) filter = filter && users.city == city;`
class Condition : public Expr<std::optional<bool>> {
public:
    using Expr::Expr;
    template <class B>
    requires std::same_as < value_of<B>,
    bool > Condition(const Expr<B>& expression) noexcept : Expr(expression.node()) {}
};

/// An expression with a direction, for ORDER BY.
class OrderBy {
public:
    explicit OrderBy(ast::ExpressionPtr node) noexcept : node_(std::move(node)) {}
    template <class T>
    OrderBy(const Expr<T>& expression) noexcept : node_(expression.node()) {}

    OrderBy nulls_first() const { return OrderBy(detail::make_order(node_, Operator::nulls_first)); }
    OrderBy nulls_last() const { return OrderBy(detail::make_order(node_, Operator::nulls_last)); }
    const ast::ExpressionPtr& node() const noexcept { return node_; }

private:
    ast::ExpressionPtr node_;
};

template <class T>
OrderBy Expr<T>::asc() const {
    return OrderBy(detail::make_order(node(), Operator::asc));
}
template <class T>
OrderBy Expr<T>::desc() const {
    return OrderBy(detail::make_order(node(), Operator::desc));
}

/// A value as an expression of its own, sent as a parameter.
template <detail::Literal T>
auto literal(const T& value) {
    return Expr<detail::operand_value<T>>(detail::make_bind(Value(detail::stored(value)), "param"));
}

/// A piece of SQL as an expression of type T. The text is written into the statement as it stands: never put user input
/// there.
template <class T>
Expr<T> literal_column(std::string_view sql) {
    return Expr<T>(detail::make_text(sql, Codec<value_of<T>>::sql_type()));
}

/// The same expression, typed as one that can be NULL: for the columns of an outer join's optional side.
template <class T>
Expr<std::optional<value_of<T>>> nullable(const Expr<T>& expression) {
    return Expr<std::optional<value_of<T>>>(expression.node());
}

}  // namespace azoth

#include <azoth/expression/expr_operators.hpp>
