#pragma once

#include <azoth/sql/compiler.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/interval.hpp>

namespace azoth::postgresql {

/// PostgreSQL's dialect.
class PostgresqlCompiler final : public Compiler {
public:
    using Compiler::Compiler;

    /// A text with a backslash is written as E'...', whose meaning does not depend on standard_conforming_strings.
    void write_string(std::string_view text) override;

    const DialectTraits& traits() const noexcept override;

protected:
    std::unique_ptr<DdlCompiler> ddl_compiler() const override;
    void write_next_value(std::string_view qualified) override;
    bool is_reserved(std::string_view lower_case_word) const noexcept override;
    void write_placeholder(std::size_t index, std::string_view name) override;
    std::string type_name(const SqlType& type) const override;
    std::string_view operator_text(Operator op) const override;
    Binding binding(Operator op, std::string_view symbol) const noexcept override;
    bool is_untyped_parameter(const SqlType& type) const override;
    SqlType type_in_text(const SqlType& type) const override;
    void write_literal(const Value& value) override;
    bool selects_typed_literal(const SqlType& type) const noexcept override;
    void write_special_literal(const Value& value) override;
    void write_regexp_match(const ast::Binary& node) override;
    void write_match(const ast::Binary& node) override;
    const ast::FunctionSpelling& spelling(const ast::KnownFunction& function) const noexcept override;
    void write_json_access(const ast::JsonAccess& node) override;
    void write_limit(const ast::QueryNode& node) override;
    void write_hinted(const ast::FromClause& from, std::string_view hint) override;

private:
    bool shows_own_type(const Value& value) const;
    void write_interval_literal(const Interval& interval);
    void write_array_literal(const Value& value);
    void write_array_level(detail::ArrayReader& reader, const SqlType& element, std::size_t level);
};

// SQL for statements that are not compiled: a name, quoted if the rules require it; the name of an object in a schema
// (empty: in the search path); a string literal.
std::string quoted_identifier(std::string_view name);
std::string qualified(std::string_view schema, std::string_view name);
std::string literal(std::string_view text);

}  // namespace azoth::postgresql
