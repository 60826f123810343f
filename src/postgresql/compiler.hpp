#pragma once

#include <azoth/sql/compiler.hpp>

namespace azoth::postgresql {

/// What PostgreSQL spells in its own way.
class PostgresqlCompiler final : public Compiler {
public:
    using Compiler::Compiler;

protected:
    std::unique_ptr<DdlCompiler> ddl_compiler() const override;
    void write_next_value(std::string_view qualified) override;
    bool is_reserved(std::string_view lower_case_word) const noexcept override;
    std::size_t max_identifier_length() const noexcept override { return 63; }
    void write_placeholder(std::size_t index, std::string_view name) override;
    bool placeholders_named() const noexcept override { return false; }
    std::string_view dialect_name() const noexcept override { return "postgresql"; }
    KeyReturn key_return() const noexcept override { return KeyReturn::returning; }
    void write_limit(const ast::QueryNode& node) override;
    void write_hinted(const ast::FromClause& from, std::string_view hint) override;
};

}  // namespace azoth::postgresql
