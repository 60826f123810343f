#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/custom_node.hpp>

namespace azoth {

std::string_view SqlWriter::dialect() const noexcept { return compiler_.traits().name; }

SqlWriter& SqlWriter::write(std::string_view sql) {
    compiler_.write(sql);
    return *this;
}

SqlWriter& SqlWriter::identifier(std::string_view name) {
    compiler_.write_identifier(name);
    return *this;
}

SqlWriter& SqlWriter::argument(std::size_t index) {
    detail::write_grouped(compiler_, *arguments_.at(index));
    return *this;
}

void SqlWriter::unsupported(std::string_view construct) const { compiler_.unsupported(construct); }

void Compiler::visit(const ast::Custom& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    SqlWriter out(*this, node.arguments);
    node.sql->write(out);
}

namespace detail {

ast::ExpressionPtr make_custom(std::shared_ptr<const CustomSql> sql, std::vector<ast::ExpressionPtr> arguments,
                               const SqlType& type) {
    return ast::make_node<const ast::Custom>(std::move(sql), std::move(arguments), type);
}

}  // namespace detail
}  // namespace azoth
