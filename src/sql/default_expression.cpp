#include "sql/default_expression.hpp"

#include <azoth/error.hpp>

namespace azoth {
namespace {}  // namespace

ast::ExpressionPtr default_expression(const ast::Column& column, const ColumnDefault& given) {
    if (given.expression) return given.expression;
    if (given.constant) {
        return ast::make_node<const ast::BindParameter>(given.function->make(NoRow(), column.type), column.name);
    }
    auto bind = ast::make_node<ast::BindParameter>(Value::null(column.type), column.name);
    bind->function = given.function;
    return bind;
}

const Value& RowValues::at(std::string_view column) const {
    const Value* const value = find(column);
    if (value == nullptr)
        throw ArgumentError("a default's function reads column \"" + std::string(column) +
                            "\", of which this INSERT or UPDATE sends no value; RowValues::find() tests for it");
    return *value;
}

}  // namespace azoth
