#pragma once

#include <azoth/expression/forms.hpp>

#include <concepts>
#include <optional>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

using Branches = std::vector<std::pair<ast::ExpressionPtr, ast::ExpressionPtr>>;

}  // namespace detail

/// A condition of a CASE with its value; made by when().
template <class V>
class CaseBranch {
public:
    /// For when() only.
    CaseBranch(ast::ExpressionPtr condition, ast::ExpressionPtr value) noexcept
        : condition_(std::move(condition)), value_(std::move(value)) {}
    /// The condition.
    const ast::ExpressionPtr& condition() const noexcept { return condition_; }
    const ast::ExpressionPtr& value() const noexcept { return value_; }

private:
    ast::ExpressionPtr condition_;
    ast::ExpressionPtr value_;
};

/// Makes a WHEN of a CASE: `case_(when(users.age < 18, "young"), when(...)).else_("old")`.
template <detail::Testable C, class V>
requires(detail::Operand<V> || detail::is_null_operand<V>) auto when(const C& condition, const V& value) {
    return CaseBranch<detail::alternative<V>>(condition.node(), detail::argument(value));
}

/// CASE WHEN ...; NULL if no branch applies, unless else_() sets a value.
template <class V>
class SearchedCase : public Expr<typename detail::Common<V, void>::type> {
    using Base = Expr<typename detail::Common<V, void>::type>;

public:
    explicit SearchedCase(detail::Branches branches)
        : Base(detail::make_case(nullptr, branches, nullptr)), branches_(std::move(branches)) {}

    /// Adds a branch.
    template <detail::Testable C, class W>
    requires(detail::Operand<W> || detail::is_null_operand<W>) auto when(const C& condition, const W& value) const {
        detail::Branches branches = branches_;
        branches.emplace_back(condition.node(), detail::argument(value));
        return SearchedCase<typename detail::Common<V, detail::alternative<W>>::type>(std::move(branches));
    }
    /// Sets the value if no branch applies.
    template <class W>
    requires(detail::Operand<W> || detail::is_null_operand<W>) auto else_(const W& value) const {
        return Expr<typename detail::Common<V, detail::alternative<W>>::type>(
            detail::make_case(nullptr, branches_, detail::argument(value)));
    }

private:
    detail::Branches branches_;
};

/// Makes a CASE of branches.
template <class First, class... Rest>
auto case_(const CaseBranch<First>& first, const CaseBranch<Rest>&... rest) {
    detail::Branches branches;
    branches.reserve(1 + sizeof...(rest));
    branches.emplace_back(first.condition(), first.value());
    (branches.emplace_back(rest.condition(), rest.value()), ...);
    return SearchedCase<typename detail::CommonOfAll<First, Rest...>::type>(std::move(branches));
}

/// CASE value WHEN ...: `case_(orders.status).when("new", 1).when("paid", 2).else_(9)`.
template <class T, class V>
class SimpleCase : public Expr<typename detail::Common<V, void>::type> {
    using Base = Expr<typename detail::Common<V, void>::type>;

public:
    SimpleCase(ast::ExpressionPtr value, detail::Branches branches)
        : Base(detail::make_case(value, branches, nullptr)), value_(std::move(value)), branches_(std::move(branches)) {}

    /// Adds a branch.
    template <detail::Operand C, class W>
    requires(detail::Operand<W> || detail::is_null_operand<W>) auto when(const C& match, const W& result) const {
        detail::check_comparable<T, detail::operand_value<C>>();
        detail::Branches branches = branches_;
        branches.emplace_back(detail::operand(match, *value_), detail::argument(result));
        return SimpleCase<T, typename detail::Common<V, detail::alternative<W>>::type>(value_, std::move(branches));
    }
    /// Sets the value if no branch applies.
    template <class W>
    requires(detail::Operand<W> || detail::is_null_operand<W>) auto else_(const W& result) const {
        return Expr<typename detail::Common<V, detail::alternative<W>>::type>(
            detail::make_case(value_, branches_, detail::argument(result)));
    }

private:
    ast::ExpressionPtr value_;
    detail::Branches branches_;
};

/// The beginning of a CASE that compares a value; the first when() completes it.
template <class T>
class CaseOf {
public:
    /// Compares this value.
    explicit CaseOf(ast::ExpressionPtr value) noexcept : value_(std::move(value)) {}

    /// Adds the first branch.
    template <detail::Operand C, class W>
    requires(detail::Operand<W> || detail::is_null_operand<W>) auto when(const C& match, const W& result) const {
        detail::check_comparable<T, detail::operand_value<C>>();
        detail::Branches branches;
        branches.emplace_back(detail::operand(match, *value_), detail::argument(result));
        return SimpleCase<T, detail::alternative<W>>(value_, std::move(branches));
    }

private:
    ast::ExpressionPtr value_;
};

/// Makes a CASE of a list of branches known at run time, in linear time; SearchedCase::when() copies all earlier
/// branches. Throws ArgumentError if the list is empty.
template <class V>
SearchedCase<V> case_(const std::vector<CaseBranch<V>>& list) {
    detail::Branches branches;
    branches.reserve(list.size());
    for (const CaseBranch<V>& each : list) branches.emplace_back(each.condition(), each.value());
    return SearchedCase<V>(std::move(branches));
}

/// Begins a CASE that compares a value.
template <class T>
CaseOf<T> case_(const Expr<T>& value) {
    return CaseOf<T>(value.node());
}

}  // namespace azoth
