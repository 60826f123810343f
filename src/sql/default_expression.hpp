#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/schema/column_info.hpp>

namespace azoth {

/// What stands in a statement for a column's default: its expression, or a parameter that takes the default's value.
ast::ExpressionPtr default_expression(const ast::Column& column, const ColumnDefault& given);

/// A row of which no value is known.
class NoRow final : public RowValues {
public:
    const Value* find(std::string_view) const override { return nullptr; }
};

}  // namespace azoth
