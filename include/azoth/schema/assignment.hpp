#pragma once

#include <azoth/expression/construct.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/types/codec.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace azoth {

/// `column = value` or `column = expression`: one column of a row to insert, or of the SET of an update, where it may
/// be an element of a column.
class Assignment {
public:
    /// Assigns an expression to a column.
    Assignment(ast::ExpressionPtr column, ast::ExpressionPtr value) noexcept
        : column_(std::move(column)), value_(std::move(value)) {}
    /// The target.
    const ast::ExpressionPtr& column() const noexcept { return column_; }
    const ast::ExpressionPtr& value() const noexcept { return value_; }

private:
    ast::ExpressionPtr column_;
    ast::ExpressionPtr value_;
};

/// An assignment to a column of a known struct of columns.
template <class Owner>
class AssignmentTo : public Assignment {
public:
    /// Marks an assignment with the struct.
    explicit AssignmentTo(Assignment assignment) noexcept : Assignment(std::move(assignment)) {}
};

namespace detail {

/// Makes a parameter for a value that is assigned to a column.
template <class T>
ast::ExpressionPtr assigned(const T& value, const ast::Expression& column) {
    if constexpr (Parameter<T>) {
        return parameter_beside(value.node(), column);
    } else if constexpr (Expression<T>) {
        return value.node();
    } else if constexpr (std::same_as<T, Value>) {
        return make_bind(value, column);
    } else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
        return make_bind(Value::null(column.type), column);
    } else if constexpr (std::is_array_v<T> || std::is_pointer_v<T>) {
        return make_bind_as(std::string_view(value), column.type, column);
    } else {
        return make_bind_as(value, column.type.is_null() ? Codec<value_of<T>>::sql_type() : column.type, column);
    }
}

template <class T, class R>
constexpr void check_assignable() {
    static_assert(comparable<T, R>(), "azoth: a value of this type can't be stored in the column: cast it");
}

template <class T, class R>
inline constexpr bool is_null_literal = std::same_as<R, std::nullptr_t> || std::same_as<R, std::nullopt_t>;

}  // namespace detail
}  // namespace azoth
