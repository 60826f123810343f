#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/sql/existing_objects.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/sql_type.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Catalog;
class DdlCompiler;
struct CompileOptions;
struct Compiled;

/// How a database spells SQL. A dialect has no state, lives as long as the program and is used from any thread.
class Dialect {
public:
    virtual ~Dialect() = default;

    virtual std::string_view name() const noexcept = 0;
    /// Throws CompileError, or UnsupportedCompilationError for a construct that the database does not have.
    virtual Compiled compile(const Statement& statement, const CompileOptions& options) const = 0;
    Compiled compile(const Statement& statement) const;
    /// The type as DDL and CAST name it.
    virtual std::string type_name(const SqlType& type) const = 0;
    /// What writes this dialect's DDL.
    virtual std::unique_ptr<DdlCompiler> ddl_compiler(const CompileOptions& options) const = 0;

    /// The statements that create what is described and not there yet: types, sequences, tables with their indexes and
    /// comments, views, foreign keys that close a cycle, in the order of execution. `tables`: only these; empty: all.
    /// Throws NoReferencedTableError, CircularDependencyError, CompileError.
    std::vector<std::string> create_all(const MetaData& metadata, const ExistingObjects& existing,
                                        const std::vector<TablePtr>& tables = {}) const;
    std::vector<std::string> create_all(const MetaData& metadata, const ExistingObjects& existing,
                                        const CompileOptions& options) const;
    /// The statements that drop what is described and there. With `tables`, these alone, and neither types nor
    /// sequences.
    std::vector<std::string> drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                      const std::vector<TablePtr>& tables = {}) const;
    std::vector<std::string> drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                      const CompileOptions& options) const;
    /// CREATE TABLE and what belongs to it, to be executed in order.
    std::vector<std::string> create_table(const ast::TableNode& table, const MetaData& metadata) const;
    std::string drop_table(const ast::TableNode& table) const;
    /// A query for the relations and types that are found without a schema, and for those of these schemas: one row
    /// each, for ExistingObjects::add.
    virtual StatementText existing_objects(const std::vector<std::string>& schemas) const = 0;
    /// What reads the database's catalogue. Throws NotSupportedError if there is no such thing.
    virtual const Catalog& catalog() const;
    /// The COPY that writes, in binary, what an INSERT into the table with these columns does; empty: there is none.
    virtual std::string copy_in(const ast::TableNode& table, const std::vector<const ast::Column*>& columns) const;
    /// The COPY that reads, in binary, what a query without parameters gives; empty: there is none.
    virtual std::string copy_out(std::string_view query) const;
};

}  // namespace azoth

AZOTH_EXPORT_END
