#include <azoth/expression/ast.hpp>
#include <azoth/expression/param.hpp>

namespace azoth::detail {

ast::ExpressionPtr make_argument(std::string_view key, const SqlType& type, int index) {
    return ast::make_node<const ast::BindParameter>(std::string(key), type, index);
}

ast::ExpressionPtr make_named(std::string_view key, Value value) {
    auto node = ast::make_node<ast::BindParameter>(std::move(value), std::string(key));
    node->unique = false;
    return node;
}

ast::ExpressionPtr make_named(std::string_view key, std::shared_ptr<const ValueFunction> function, SqlType type) {
    auto node = ast::make_node<ast::BindParameter>(Value::null(type), std::string(key));
    node->unique = false;
    node->function = std::move(function);
    return node;
}

ast::ExpressionPtr make_literal_execute(const ast::Expression& parameter) {
    auto copy = ast::make_node<ast::BindParameter>(*parameter.as_parameter());
    copy->literal = true;
    return copy;
}

ast::ExpressionPtr parameter_beside(const ast::ExpressionPtr& parameter, const ast::Expression& beside) {
    const ast::BindParameter* const node = parameter->as_parameter();
    if (node == nullptr || beside.type.is_null() || (!node->required && !node->type.is_null())) return parameter;
    SqlType type = node->type.is_null() ? beside.type : literal_type(beside.type, node->type);
    if (type == node->type) return parameter;
    auto copy = ast::make_node<ast::BindParameter>(*node);
    copy->declared = node->type;
    copy->type = std::move(type);
    return copy;
}

}  // namespace azoth::detail
