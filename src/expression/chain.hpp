#pragma once

#include <azoth/expression/ast.hpp>

namespace azoth::detail {

/// The left operand of an operator that is about to be added to a chain, `((a + b) + c) + d`. Of one that has grown
/// long the operators become one node with all their operands, so that a chain that is built in a loop becomes no
/// deeper with each operator: neither building nor compiling nor destroying it goes as deep as it is long. Any other
/// operand is returned as it is.
ast::ExpressionPtr shortened_chain(ast::ExpressionPtr left, Operator op);

}  // namespace azoth::detail
