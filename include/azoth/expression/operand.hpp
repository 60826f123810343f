#pragma once

#include <azoth/expression/construct.hpp>
#include <azoth/expression/element.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/value.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

template <class T>
class Expr;

namespace detail {

/// The part of an expression handle that is the same for all types.
class ExprBase {
public:
    explicit ExprBase(ast::ExpressionPtr node) noexcept : node_(std::move(node)) {}
    const ast::ExpressionPtr& node() const noexcept { return node_; }
    const SqlType& type() const noexcept { return node_->type; }

protected:
    ~ExprBase() = default;
    ExprBase(const ExprBase&) = default;
    ExprBase(ExprBase&&) = default;
    ExprBase& operator=(const ExprBase&) = default;
    ExprBase& operator=(ExprBase&&) = default;
    void set_node(ast::ExpressionPtr node) noexcept { node_ = std::move(node); }

private:
    ast::ExpressionPtr node_;
};

template <class E>
concept Expression = std::derived_from<std::remove_cvref_t<E>, ExprBase>;

/// Marks the handles of parameters, which take the type of what they stand beside.
class ParameterTag {};

template <class E>
concept Parameter = Expression<E> && std::derived_from<std::remove_cvref_t<E>, ParameterTag>;

/// How a C++ value that stands beside an expression is stored.
template <class T>
requires Storable<value_of<T>>
const T& stored(const T& value) { return value; }
inline std::string_view stored(const char* text) { return text; }
inline Value stored(std::nullptr_t) { return {}; }
inline Value stored(std::nullopt_t) { return {}; }

/// A C++ value that may stand beside an expression: anything storable, a string literal, nullptr or nullopt for NULL.
template <class T>
concept Literal =
    !Expression<T> && (std::same_as<std::remove_cvref_t<T>, Value> || requires(const T& value) { stored(value); });

template <class T>
concept Operand = Expression<T> || Literal<T>;

template <class T>
struct OperandValue {
    using type = std::remove_cvref_t<decltype(stored(std::declval<const T&>()))>;
};
template <class T>
requires Expression<T>
struct OperandValue<T> {
    using type = typename T::value_type;
};
template <>
struct OperandValue<Value> {
    using type = Value;
};
template <class T>
using operand_value = typename OperandValue<std::remove_cvref_t<T>>::type;

/// What may be compared with what: numbers with numbers, text with text, else only like with like.
enum class Category : std::uint8_t { number, text, bytes, other };

template <class T>
constexpr Category category_of() {
    using V = value_of<T>;
    if constexpr (std::is_arithmetic_v<V> && !std::same_as<V, bool>) {
        return Category::number;
    } else if constexpr (std::same_as<V, std::string> || std::same_as<V, std::string_view>) {
        return Category::text;
    } else if constexpr (std::same_as<V, std::vector<std::byte>> || std::same_as<V, std::span<const std::byte>>) {
        return Category::bytes;
    } else {
        return Category::other;
    }
}

template <class L, class R>
constexpr bool comparable() {
    using A = value_of<L>;
    using B = value_of<R>;
    if constexpr (std::same_as<A, Value> || std::same_as<B, Value> || std::same_as<A, B>) {
        return true;
    } else {
        return category_of<A>() == category_of<B>() && category_of<A>() != Category::other;
    }
}

template <class L, class R>
constexpr void check_comparable() {
    static_assert(comparable<L, R>(), "azoth: these two types can't be compared in SQL: cast one of them");
}

/// bool, or optional<bool> if one of the operands can be NULL.
template <class L, class R>
using truth = std::conditional_t<is_nullable<L> || is_nullable<R>, std::optional<bool>, bool>;

/// A C++ value that stands beside nothing which would give it a type.
template <Literal T>
Value bound_value(const T& value) {
    if constexpr (std::same_as<T, Value>) {
        return value;
    } else {
        return Value(stored(value));
    }
}

/// The node of an operand; a C++ value becomes a parameter of the type of what it stands beside.
template <class T>
ast::ExpressionPtr operand(const T& value, const ast::Expression& beside) {
    if constexpr (Parameter<T>) {
        return parameter_beside(value.node(), beside);
    } else if constexpr (Expression<T>) {
        return value.node();
    } else if constexpr (std::same_as<T, Value>) {
        return value.is_null() ? make_null() : make_bind(value, beside);
    } else if constexpr (std::same_as<T, bool>) {
        return make_boolean(value);
    } else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
        return make_null();
    } else if constexpr (is_nullable<T>) {
        return value ? operand(*value, beside) : make_null();
    } else {
        using Stored = operand_value<T>;
        return make_bind(Value(stored(value), literal_type(beside.type, Codec<Stored>::sql_type())), beside);
    }
}

}  // namespace detail
}  // namespace azoth
