#pragma once

#include "postgresql/compiler.hpp"
#include <azoth/sql/ddl_compiler.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::postgresql {

/// PostgreSQL's DDL.
class PostgresqlDdlCompiler final : public DdlCompiler {
public:
    explicit PostgresqlDdlCompiler(CompileOptions options) : options_(std::move(options)) {}

protected:
    using DdlCompiler::constraint;
    using DdlCompiler::write;

    std::unique_ptr<Compiler> compiler() const override { return std::make_unique<PostgresqlCompiler>(options_); }
    std::string_view dialect_name() const noexcept override { return "postgresql"; }
    std::string type_name(const SqlType& type) const override;
    std::size_t max_name_length() const noexcept override { return 63; }
    void require_postgresql(int version, std::string_view construct) const override;
    std::string column_type(const ast::TableNode& table, const ast::Column& column) const override;
    std::string computed_text(const ComputedInfo& computed) const override;
    std::string table_options(const ast::TableNode& table) const override;
    std::string constraint(const PrimaryKeyInfo& info, std::vector<std::string> columns) const override;
    std::string constraint(const ast::TableNode& table, const UniqueInfo& info) const override;
    std::string constraint(const ast::TableNode& table, const ExcludeInfo& info) const override;
    std::string write(const ddl::CreateIndex& element) override;
    std::string write(const ddl::DropIndex& element) override;
    std::string write(const ddl::CreateType& element) override;
    std::string write(const ddl::DropType& element) override;

private:
    std::string index_element(const ast::TableNode& table, const IndexElementInfo& element) const;
    std::string include(const std::vector<std::string>& names) const;
    std::string storage(const std::vector<std::pair<std::string, std::string>>& parameters) const;

    CompileOptions options_;
};

}  // namespace azoth::postgresql
