#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/schema/column.hpp>
#include <azoth/schema/table_node.hpp>

namespace azoth {

server_default::server_default(std::string_view value) : expression_(literal(Value(value, Text()))) {}

ast::ExpressionPtr server_default::literal(Value value) {
    return detail::make_bind(std::move(value), "server_default");
}

void comment::apply(ast::TableNode& table) const { table.comment = text_; }

void quote::apply(ast::TableNode& table) const { table.quote = on_; }

namespace detail {

ast::ExpressionPtr make_sql_text(std::string_view sql) { return make_text(sql, SqlType()); }

ast::ExpressionPtr make_column(std::string_view name, std::shared_ptr<const ColumnInfo> info) {
    if (name.empty()) throw ArgumentError("a column has an empty name");
    SqlType type = info->type;
    return ast::make_node<const ast::Column>(nullptr, std::string(name), std::move(type), std::move(info), nullptr);
}

}  // namespace detail
}  // namespace azoth
