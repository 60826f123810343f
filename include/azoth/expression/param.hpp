#pragma once

#include <azoth/expression/expr.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace azoth {

namespace detail {

ast::ExpressionPtr make_literal_execute(const ast::Expression& parameter);
ast::ExpressionPtr make_argument(std::string_view key, const SqlType& type, int index);
ast::ExpressionPtr make_named(std::string_view key, Value value);
ast::ExpressionPtr make_named(std::string_view key, std::shared_ptr<const ValueFunction> function, SqlType type);

/// A C++ value without another operand that would give it a type.
template <Literal T>
Value bound_value(const T& value) {
    if constexpr (std::same_as<T, Value>) {
        return value;
    } else {
        return Value(stored(value));
    }
}

/// The type in which such values are sent; none if they have it themselves.
template <Literal T>
SqlType bound_type() {
    using Stored = operand_value<T>;
    if constexpr (is_dynamic<Stored>) {
        return SqlType();
    } else {
        return Codec<value_of<Stored>>::sql_type();
    }
}

template <class F>
class ParameterFunction final : public ValueFunction {
public:
    explicit ParameterFunction(F function) : function_(std::move(function)) {}
    Value make(const RowValues&, const SqlType& as) const override { return Value(function_(), as); }

private:
    F function_;
};

}  // namespace detail

/// A named parameter of type T. All parameters of a name in a statement have the same value. It is sent as the type of
/// the other operand, if that is of the same family.
template <class T>
class Param : public Expr<T>, public detail::ParameterTag {
public:
    /// For query() only: the argument at a position.
    Param(std::string_view key, int index) : Expr<T>(detail::make_argument(key, sql_type(), index)) {}
    explicit Param(ast::ExpressionPtr node) noexcept : Expr<T>(std::move(node)) {}

    /// Writes the value into the text at each execution instead of sending it as a parameter, for places where a
    /// database accepts no parameter.
    Param literal_execute() const { return Param(detail::make_literal_execute(*this->node())); }

    /// The SQL type in which the value is sent.
    static SqlType sql_type() {
        if constexpr (std::same_as<value_of<T>, Value>) {
            return {};
        } else {
            return Codec<value_of<T>>::sql_type();
        }
    }
};

/// Makes a parameter whose value is given at execution: `named("id", 7)`.
template <class T = Value>
Param<T> bindparam(std::string_view name) {
    return Param<T>(name, -1);
}
/// Makes a parameter that is sent as a SQL type.
template <class T = Value>
Param<T> bindparam(std::string_view name, const SqlType& type) {
    return Param<T>(detail::make_argument(name, type, -1));
}
/// Makes a parameter with a value, which an execution may replace.
template <detail::Literal T>
requires(!std::derived_from<T, SqlType>) auto bindparam(std::string_view name, const T& value) {
    return Param<detail::operand_value<T>>(detail::make_named(name, Value(detail::stored(value))));
}
template <detail::Literal T>
requires(!std::derived_from<T, SqlType>) auto bindparam(std::string_view name, const T& value, const SqlType& type) {
    return Param<detail::operand_value<T>>(detail::make_named(name, Value(detail::stored(value), type)));
}
/// Makes a parameter whose value a function makes at each execution. Threads: the function may be called from several
/// threads at once.
template <std::invocable F>
requires(!detail::Literal<F>) auto bindparam(std::string_view name, F function) {
    using T = std::remove_cvref_t<std::invoke_result_t<const F&>>;
    return Param<T>(detail::make_named(name, std::make_shared<const detail::ParameterFunction<F>>(std::move(function)),
                                       Codec<value_of<T>>::sql_type()));
}

}  // namespace azoth
