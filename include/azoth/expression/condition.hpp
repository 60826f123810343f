#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/typed_expression.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

/// Orders by an expression, ascending.
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
class [[nodiscard]] Condition : public Expr<std::optional<bool>> {
public:
    using Expr::Expr;
    /// Makes an empty condition.
    Condition() noexcept : Expr(ast::ExpressionPtr()) {}
    /// Converts from an expression.
    template <detail::Testable E>
    Condition(const E& expression) noexcept : Expr(expression.node()) {}

    /// Whether it asks for nothing, as a default-constructed one does.
    [[nodiscard]] bool is_empty() const noexcept { return node() == nullptr; }
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

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END
