#include "sql/compilation.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/sequence.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/ddl_compiler.hpp>
#include <azoth/sql/ddl_node.hpp>

namespace azoth {
namespace {

// DDL of the generic dialect, which no database reads: for messages and tests.
class GenericDdlCompiler final : public DdlCompiler {
public:
    explicit GenericDdlCompiler(CompileOptions options) : options_(std::move(options)) {}

protected:
    using DdlCompiler::write;

    std::unique_ptr<Compiler> compiler() const override { return std::make_unique<Compiler>(options_); }
    std::string_view dialect_name() const noexcept override { return "generic"; }
    std::string type_name(const SqlType& type) const override { return to_string(type); }
    std::string write(const ddl::CreateType& element) override { return "CREATE TYPE " + to_string(element.type); }
    std::string write(const ddl::DropType& element) override { return "DROP TYPE " + to_string(element.type); }

private:
    CompileOptions options_;
};

}  // namespace

void Compiler::visit(const ast::DdlNode& node) {
    detail::Compilation& state = compilation();
    state.statement->kind = StatementKind::ddl;
    state.statement->prepare = false;
    write(ddl_compiler()->compile(node.element));
}

void Compiler::visit(const ast::NextValue& node) {
    detail::Compilation& state = compilation();
    state.reads_only = false;
    // The name is written as in any statement, then taken from the text and quoted as a string.
    const std::size_t begin = state.out.text.size();
    write_qualified(node.schema, node.name);
    const std::string name = state.out.text.substr(begin);
    state.out.text.resize(begin);
    write_next_value(name);
}

void DialectSpelling::write_next_value(std::string_view qualified) {
    write("<next value of ");
    write(qualified);
    write(">");
}

std::unique_ptr<DdlCompiler> DialectSpelling::ddl_compiler() const {
    detail::Compilation& state = compilation();
    return std::make_unique<GenericDdlCompiler>(state.options);
}

void SqlOutput::write_qualified(std::string_view schema, std::string_view name) {
    write_schema(schema);
    write_identifier(name);
}

std::string Compiler::compile_ddl_query(const ast::StatementNode& query) {
    detail::Compilation& state = compilation();
    state.options.literal_binds = true;
    state.mode.lasting_literals = true;
    return compile(Statement(ast::NodePtr<const ast::StatementNode>(&query))).text->sql;
}

}  // namespace azoth
