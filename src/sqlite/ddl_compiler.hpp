#pragma once

#include "sqlite/compiler.hpp"
#include <azoth/sql/ddl_compiler.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::sqlite {

/// SQLite's DDL. It has no ALTER for constraints, and no sequences, types and comments.
class SqliteDdlCompiler final : public DdlCompiler {
public:
    explicit SqliteDdlCompiler(CompileOptions options) : options_(std::move(options)) {}

protected:
    using DdlCompiler::constraint;
    using DdlCompiler::write;

    std::unique_ptr<Compiler> compiler() const override { return std::make_unique<SqliteCompiler>(options_); }
    std::string_view dialect_name() const noexcept override { return "sqlite"; }
    std::string type_name(const SqlType& type) const override;
    bool has_alter() const noexcept override { return false; }
    bool has_sequences() const noexcept override { return false; }
    bool has_comments() const noexcept override { return false; }
    bool has_materialized_views() const noexcept override { return false; }
    // Deferred until the end of the transaction: if it ended earlier, SQLite would lose the count of violating rows.
    std::string defer_keys() const override { return "PRAGMA defer_foreign_keys = ON"; }
    bool is_object(const SqlType&) const override { return false; }
    bool needs_type_check(const SqlType&) const override { return true; }
    void require_postgresql(int, std::string_view construct) const override { unsupported(construct); }
    std::string column_type(const ast::TableNode& table, const ast::Column& column) const override;
    std::string column_modifiers(const ast::TableNode& table, const ast::Column& column) const override;
    std::string default_text(const ast::Column& column) const override;
    std::string table_options(const ast::TableNode& table) const override;
    bool is_key_inline(const ast::TableNode& table) const override;
    std::string constraint(const PrimaryKeyInfo& info, std::vector<std::string> columns) const override;
    std::string constraint(const ast::TableNode& table, const UniqueInfo& info) const override;
    std::string constraint(const ast::TableNode& table, const ForeignKeyInfo& info) const override;
    std::string write(const ddl::CreateIndex& element) override;
    std::string write(const ddl::CreateSchema& element) override;
    std::string write(const ddl::DropSchema& element) override;
    std::string write(const ddl::CreateTable& element) override;
    std::string write(const ddl::CreateView& element) override;

private:
    void check_timing(const ConstraintInfo& info) const;

    CompileOptions options_;
};

}  // namespace azoth::sqlite
