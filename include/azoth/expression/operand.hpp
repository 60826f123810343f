#pragma once

#include <azoth/expression/construct.hpp>
#include <azoth/expression/element.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/interval.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/value.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

template <class T>
class Expr;

namespace detail {

/// The part of an expression handle that does not depend on its type.
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

/// Prints the expression in the generic dialect, with :named parameters. Never fails.
std::ostream& operator<<(std::ostream& out, const ExprBase& expression);

template <class E>
concept Expression = std::derived_from<std::remove_cvref_t<E>, ExprBase>;

/// Marks the handles of parameters, which take the type of the other operand.
class ParameterTag {};

template <class E>
concept Parameter = Expression<E> && std::derived_from<std::remove_cvref_t<E>, ParameterTag>;

/// The form in which a C++ value is stored that is an operand.
template <class T>
requires Storable<value_of<T>>
const T& stored(const T& value) { return value; }
inline std::string_view stored(const char* text) { return text; }
inline Value stored(std::nullptr_t) { return {}; }
inline Value stored(std::nullopt_t) { return {}; }

/// A C++ value that can be an operand: any storable value, a string literal, nullptr or nullopt for NULL.
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

/// Which types can be compared: numbers with numbers, text with text, dates with dates; others only with their own
/// type.
enum class Category : std::uint8_t { number, text, bytes, date, instant, wall_clock, interval, other };

template <class T>
struct CategoryOf {
    static constexpr Category value =
        std::is_arithmetic_v<T> && !std::same_as<T, bool> ? Category::number : Category::other;
};
template <Category category>
struct InCategory {
    static constexpr Category value = category;
};
template <>
struct CategoryOf<Decimal> : InCategory<Category::number> {};
template <>
struct CategoryOf<std::string> : InCategory<Category::text> {};
template <>
struct CategoryOf<std::string_view> : InCategory<Category::text> {};
template <>
struct CategoryOf<std::vector<std::byte>> : InCategory<Category::bytes> {};
template <>
struct CategoryOf<std::span<const std::byte>> : InCategory<Category::bytes> {};
template <>
struct CategoryOf<std::chrono::year_month_day> : InCategory<Category::date> {};
template <class Duration>
struct CategoryOf<std::chrono::sys_time<Duration>>
    : InCategory<TimeUnit<Duration> ? Category::instant : Category::date> {};
template <class Duration>
struct CategoryOf<std::chrono::local_time<Duration>>
    : InCategory<TimeUnit<Duration> ? Category::wall_clock : Category::date> {};
template <>
struct CategoryOf<Interval> : InCategory<Category::interval> {};
template <class Rep, class Period>
struct CategoryOf<std::chrono::duration<Rep, Period>> : InCategory<Category::interval> {};

template <class T>
constexpr Category category_of() {
    return CategoryOf<value_of<T>>::value;
}
template <class T>
constexpr bool is_number() {
    return category_of<T>() == Category::number;
}
template <class T>
constexpr bool is_text() {
    return category_of<T>() == Category::text;
}
/// Whether the type is known only at run time.
template <class T>
inline constexpr bool is_dynamic = std::same_as<value_of<T>, Value>;

template <class L, class R>
constexpr bool comparable() {
    using A = value_of<L>;
    using B = value_of<R>;
    if constexpr (is_dynamic<L> || is_dynamic<R> || std::same_as<A, B>) {
        return true;
    } else {
        return category_of<A>() == category_of<B>() && category_of<A>() != Category::other;
    }
}

template <class L, class R>
constexpr void check_comparable() {
    static_assert(comparable<L, R>(), "azoth: these two types can't be compared in SQL: cast one of them");
}

/// Whether a value of this type may be NULL.
template <class T>
inline constexpr bool may_be_null = is_nullable<T> || is_dynamic<T>;
/// T, or std::optional<T> if one of the operands may be NULL.
template <class T, class... Operands>
struct Lifted {
    using type =
        std::conditional_t<(may_be_null<Operands> || ...) && !is_nullable<T> && !is_dynamic<T>, std::optional<T>, T>;
};
template <class T, class... Operands>
using lifted = typename Lifted<T, Operands...>::type;
/// bool, or optional<bool> if one of the operands may be NULL.
template <class L, class R>
using truth = lifted<bool, L, R>;

/// The type in which a result holds values of T: views would dangle.
template <class T>
struct Owned {
    using type = T;
};
template <>
struct Owned<std::string_view> {
    using type = std::string;
};
template <>
struct Owned<std::span<const std::byte>> {
    using type = std::vector<std::byte>;
};
template <class T>
struct Owned<std::optional<T>> {
    using type = std::optional<typename Owned<T>::type>;
};
/// The type of an operand as an expression.
template <class T>
using owned_value = typename Owned<operand_value<T>>::type;

/// The node of an operand; a C++ value becomes a parameter of the other operand's type.
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
        return make_bind_as(stored(value), literal_type(beside.type, Codec<Stored>::sql_type()), beside);
    }
}

/// The node of an operand of the same kind as the other operand: text compared with JSON is JSON.
template <class T>
ast::ExpressionPtr peer(const T& value, const ast::Expression& beside) {
    if constexpr (!Expression<T> && is_text<operand_value<T>>() && !is_nullable<T>) {
        if (beside.type.kind() == TypeKind::json || beside.type.kind() == TypeKind::jsonb) {
            return make_bind(Value(stored(value), beside.type), beside);
        }
    }
    return operand(value, beside);
}

/// The node of an appended operand: text appended to what is neither text nor a collection stays text.
template <class T>
ast::ExpressionPtr appended(const T& value, const ast::Expression& beside) {
    if constexpr (!Expression<T> && is_text<operand_value<T>>() && !is_nullable<T>) {
        if (!concatenates(beside.type, beside.type)) return make_bind(Value(stored(value)), beside);
    }
    return peer(value, beside);
}

/// The node of an operand without another operand, such as a function's argument.
template <class T>
ast::ExpressionPtr argument(const T& value, std::string_view key = "param") {
    if constexpr (Expression<T>) {
        return value.node();
    } else if constexpr (std::same_as<T, Value>) {
        return make_bind(value, key);
    } else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
        return make_null();
    } else if constexpr (is_nullable<T>) {
        return value ? argument(*value, key) : make_null();
    } else {
        return make_bind(Value(stored(value)), key);
    }
}

/// The nodes of several operands: C++ values take the type of the first expression among them.
template <class... Ts>
std::vector<ast::ExpressionPtr> alike(std::string_view key, const Ts&... values) {
    const ast::Expression* beside = nullptr;
    const auto look = [&](const auto& value) {
        if constexpr (Expression<decltype(value)>) {
            if (beside == nullptr) beside = value.node().get();
        }
    };
    (look(values), ...);
    std::vector<ast::ExpressionPtr> nodes;
    nodes.reserve(sizeof...(values));
    (nodes.push_back(beside != nullptr ? operand(values, *beside) : argument(values, key)), ...);
    return nodes;
}

}  // namespace detail
}  // namespace azoth
