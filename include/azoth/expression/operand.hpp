#pragma once

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

ast::ExpressionPtr make_bind(Value value, std::string_view key);
/// A parameter named after the expression it stands beside.
ast::ExpressionPtr make_bind(Value value, const ast::Expression& beside);
ast::ExpressionPtr make_text(std::string_view sql, const SqlType& type);
ast::ExpressionPtr make_null();
ast::ExpressionPtr make_boolean(bool value);
ast::ExpressionPtr make_label(ast::ExpressionPtr element, std::string_view name);
ast::ExpressionPtr make_null_test(ast::ExpressionPtr operand, Operator op);
ast::ExpressionPtr make_order(ast::ExpressionPtr operand, Operator op);
/// Comparison or arithmetic; the type follows from operator and operands. `= NULL` becomes IS NULL.
ast::ExpressionPtr make_binary(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr right);
ast::ExpressionPtr make_membership(Operator op, ast::ExpressionPtr operand, std::vector<ast::ExpressionPtr> items);
/// AND or OR; lists of the same operator are joined, and TRUE and FALSE decide what they can.
ast::ExpressionPtr make_conjunction(Operator op, ast::ExpressionPtr left, ast::ExpressionPtr right);
ast::ExpressionPtr make_not(ast::ExpressionPtr operand);
/// The SQL type in which a literal is sent that stands beside an expression: the expression's own if it is of the same
/// family, else the literal's.
SqlType literal_type(const SqlType& beside, const SqlType& literal);

/// The node of an operand; a C++ value becomes a parameter of the type of what it stands beside.
template <class T>
ast::ExpressionPtr operand(const T& value, const ast::Expression& beside) {
    if constexpr (Expression<T>) {
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
