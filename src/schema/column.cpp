#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/schema/column.hpp>

namespace azoth {

server_default::server_default(std::string_view value)
    : expression_(detail::make_bind(Value(value, Text()), "server_default")) {}

namespace detail {

ast::ExpressionPtr make_column(std::string_view name, std::shared_ptr<const ColumnInfo> info) {
    if (name.empty()) throw ArgumentError("a column has an empty name");
    SqlType type = info->type;
    return ast::make_node<const ast::Column>(nullptr, std::string(name), std::move(type), std::move(info), nullptr);
}

}  // namespace detail
}  // namespace azoth
