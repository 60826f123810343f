#pragma once

#include <azoth/expression/ast.hpp>

namespace azoth {

/// The expression of which an assignment's target is an element (`b` in `b[1] := x`); it may be an element itself. Null
/// if the target is not an element.
const ast::Expression* element_parent(const ast::Expression& target) noexcept;

/// The column whose element is assigned to; null if the target is not an element of a column.
const ast::Column* element_column(const ast::Expression& target) noexcept;

}  // namespace azoth
