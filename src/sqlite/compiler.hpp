#pragma once

#include <azoth/sql/compiler.hpp>

#include <span>

namespace azoth::sqlite {

/// SQLite's dialect.
class SqliteCompiler final : public Compiler {
public:
    using Compiler::Compiler;
    using Compiler::visit;

    /// SQLite locks the whole database, so nothing is written.
    void visit(const ast::RowLock& node) override;
    void visit(const ast::Subscript& node) override;
    void visit(const ast::Binary& node) override;
    void visit(const ast::ExpressionList& node) override;

    const DialectTraits& traits() const noexcept override;

protected:
    std::unique_ptr<DdlCompiler> ddl_compiler() const override;
    void write_next_value(std::string_view) override { unsupported("sequences"); }
    bool is_reserved(std::string_view lower_case_word) const noexcept override;
    void write_placeholder(std::size_t index, std::string_view name) override;
    void write_boolean(bool value) override;
    std::string type_name(const SqlType& type) const override;
    std::string_view operator_text(Operator op) const override;
    Binding binding(Operator op, std::string_view symbol) const noexcept override;
    void write_literal(const Value& value) override;
    void write_special_literal(const Value& value) override;
    void write_true_division(const ast::Binary& node) override;
    void write_bitwise_xor(const ast::Binary& node) override;
    void write_regexp_replace(const ast::RegexpReplace& node) override;
    void write_empty_list(const ast::Binary& node) override;
    void write_tuples(const ast::ExpressionList& list) override;
    void write_between(const ast::Between& node) override;
    void write_extract(const ast::Extract& node) override;
    const ast::FunctionSpelling& spelling(const ast::KnownFunction& function) const noexcept override;
    void write_within_group(const ast::WithinGroup& node) override;
    void write_array(const ast::ArrayLiteral& node) override;
    void write_json_access(const ast::JsonAccess& node) override;
    void write_parts(const ast::Column& column, const ast::Assignments& parts, std::string_view equals) override;
    void write_floor_division(const ast::Binary& node) override;
    void write_limit(const ast::QueryNode& node) override;
    void write_fetch(const ast::QueryNode& node) override;
    void write_member_group(const ast::StatementNode& member) override;
    void write_values_from(const ast::ValuesNode& node) override;
    void write_hinted(const ast::FromClause& from, std::string_view hint) override;

private:
    void write_groups(const ast::ExpressionList& whole, std::span<const ast::ExpressionPtr> items);
    void write_date_arithmetic(const ast::Binary& node);
    void write_json_value(const ast::JsonAccess& node);
    void write_json_part(const ast::Expression& value);
    void write_json_extract(const ast::JsonAccess& node, std::string_view function);
    void write_second(const ast::Expression& element);
    void check_ordered(const ast::Expression& operand, Operator op) const;
};

// SQL for statements that are not compiled: a name, quoted if the rules require it; the name of an object in a schema
// (empty: in the search order); a string literal.
std::string quoted_identifier(std::string_view name);
std::string qualified(std::string_view schema, std::string_view name);
std::string literal(std::string_view text);

}  // namespace azoth::sqlite
