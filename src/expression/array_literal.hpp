#pragma once

#include <azoth/expression/element.hpp>

namespace azoth::detail {

/// ARRAY[...] of C++ values, for an operator whose other operand is an array of another element type. Its values are
/// sent as that type if they are of its kind, because PostgreSQL compares only arrays of one type. Anything else is
/// unchanged.
ast::ExpressionPtr array_like(ast::ExpressionPtr node, const SqlType& beside);

}  // namespace azoth::detail
