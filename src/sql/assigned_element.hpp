#pragma once

#include <azoth/expression/ast.hpp>

namespace azoth {

/// What an assignment is to is an element: what it is an element of, which may be one itself. Null for all else.
const ast::Expression* element_parent(const ast::Expression& target) noexcept;

/// The column whose element is assigned to; null where the target is no element of a column.
const ast::Column* element_column(const ast::Expression& target) noexcept;

}  // namespace azoth
