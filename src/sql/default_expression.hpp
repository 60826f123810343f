#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/schema/column_info.hpp>

namespace azoth {

/// The SQL of a column's default in a statement: its expression, or a parameter that takes the default's value.
ast::ExpressionPtr default_expression(const ast::Column& column, const ColumnDefault& given);

/// A row without known values.
class NoRow final : public RowValues {
public:
    const Value* find(std::string_view) const override { return nullptr; }
};

}  // namespace azoth
