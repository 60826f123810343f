#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include "sql/pretty.hpp"
#include <azoth/sql/compiler.hpp>

#include <memory>
#include <utility>

namespace azoth {

Compiler::Compiler(CompileOptions options) : DialectSpelling(std::move(options)) {}

Compiler::~Compiler() = default;

Compiled Compiler::compile(const Statement& statement) {
    detail::Compilation& state = compilation();
    state.statement = std::make_shared<StatementText>();
    state.parameters.binds.reserve(8);
    state.compiled.statement = statement.node();
    state.names.begin(*statement.node());
    write(*statement.node());
    detail::finish_placeholders(*this);
    state.statement->reads_only = state.reads_only && state.statement->kind == StatementKind::select;
    state.statement->sql = state.options.pretty ? pretty_sql(state.out.text) : std::move(state.out.text);
    state.statement->seal();
    state.compiled.text = std::move(state.statement);
    state.compiled.made = std::move(state.made);
    return std::move(state.compiled);
}

std::string Compiler::compile_expression(const ast::Expression& expression) {
    detail::Compilation& state = compilation();
    state.statement = std::make_shared<StatementText>();
    state.names.begin(expression);
    write(expression);
    detail::finish_placeholders(*this);
    return std::move(state.out.text);
}

std::string Compiler::compile_ddl_expression(const ast::Expression& expression) {
    detail::Compilation& state = compilation();
    state.mode.qualify_columns = false;
    state.options.literal_binds = true;
    state.mode.lasting_literals = true;
    state.mode.plain_literal = expression.as_parameter() != nullptr;
    write(expression);
    return std::move(state.out.text);
}

void DialectSpelling::write_placeholder(std::size_t, std::string_view name) {
    write(":");
    write(name);
}

}  // namespace azoth
