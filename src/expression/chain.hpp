#pragma once

#include <azoth/expression/ast.hpp>

namespace azoth::detail {

/// The left operand of an operator that is about to be added to a chain, `((a + b) + c) + d`. If the chain is long, its
/// operators become one node with all operands. A chain that is built in a loop therefore does not become deeper with
/// each operator, and building, compiling and destroying it need no deep recursion. Any other operand is returned
/// unchanged.
ast::ExpressionPtr shortened_chain(ast::ExpressionPtr left, Operator op);

}  // namespace azoth::detail
