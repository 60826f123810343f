#pragma once

// Expr<T> with its operators and with the forms that are made of expressions.
#include <azoth/expression/case.hpp>
#include <azoth/expression/condition.hpp>
#include <azoth/expression/custom_operator.hpp>
#include <azoth/expression/expr_operators.hpp>
#include <azoth/expression/forms.hpp>
#include <azoth/expression/order_by.hpp>
#include <azoth/expression/tuple.hpp>
#include <azoth/expression/typed_expression.hpp>
