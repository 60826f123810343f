#pragma once

#include <azoth/expression/element.hpp>

namespace azoth::detail {

/// ARRAY[...] of C++ values that stands beside an array of another element type: with its values sent as that type
/// where they are of its kind, for PostgreSQL compares arrays of one type only. Anything else is left as it is.
ast::ExpressionPtr array_like(ast::ExpressionPtr node, const SqlType& beside);

}  // namespace azoth::detail
