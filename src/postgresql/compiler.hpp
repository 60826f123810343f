#pragma once

#include <azoth/sql/compiler.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/interval.hpp>

namespace azoth::postgresql {

/// What PostgreSQL spells in its own way.
class PostgresqlCompiler final : public Compiler {
public:
    using Compiler::Compiler;

    /// A text with a backslash is written as E'...', which means the same whatever standard_conforming_strings says.
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

// Pieces of SQL that no statement of azoth's is made of: a name, in quotes where the rules ask for them, the name of
// what is in a schema (empty: of what is found without one), a string.
std::string quoted_identifier(std::string_view name);
std::string qualified(std::string_view schema, std::string_view name);
std::string literal(std::string_view text);

}  // namespace azoth::postgresql
