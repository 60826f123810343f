#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/sql/existing_objects.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/sql_type.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

class Catalog;
class DdlCompiler;
struct CompileOptions;
struct Compiled;

/// The SQL of a kind of database. Stateless, never destroyed. Threads: used from any thread.
class Dialect {
public:
    virtual ~Dialect() = default;

    /// The dialect's name: "postgresql", "sqlite".
    virtual std::string_view name() const noexcept = 0;
    /// Compiles a statement. Throws CompileError; UnsupportedCompilationError for a construct that the database does
    /// not have.
    virtual Compiled compile(const Statement& statement, const CompileOptions& options) const = 0;
    Compiled compile(const Statement& statement) const;
    /// Returns the type's name in DDL and CAST.
    virtual std::string type_name(const SqlType& type) const = 0;
    /// Makes a compiler for this dialect's DDL.
    virtual std::unique_ptr<DdlCompiler> ddl_compiler(const CompileOptions& options) const = 0;

    /// Returns the statements that create what is described and does not exist yet: types, sequences, tables with their
    /// indexes and comments, views, foreign keys that close a cycle, in the order of execution. `tables`: only these;
    /// empty: all. Throws NoReferencedTableError, CircularDependencyError, CompileError.
    std::vector<std::string> create_all(const MetaData& metadata, const ExistingObjects& existing,
                                        const std::vector<TablePtr>& tables = {}) const;
    std::vector<std::string> create_all(const MetaData& metadata, const ExistingObjects& existing,
                                        const CompileOptions& options) const;
    /// Returns the statements that drop what is described and exists. With `tables` only these, and neither types nor
    /// sequences.
    std::vector<std::string> drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                      const std::vector<TablePtr>& tables = {}) const;
    std::vector<std::string> drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                      const CompileOptions& options) const;
    /// Returns CREATE TABLE and the statements for its indexes and comments, in the order of execution.
    std::vector<std::string> create_table(const ast::TableNode& table, const MetaData& metadata) const;
    /// Returns DROP TABLE.
    std::string drop_table(const ast::TableNode& table) const;
    /// Returns a query for the relations and types that are found without a schema, and for those of these schemas: one
    /// row each, for ExistingObjects::add().
    virtual StatementText existing_objects(const std::vector<std::string>& schemas) const = 0;
    /// The reader of the database's catalogue. Throws NotSupportedError if there is none.
    virtual const Catalog& catalog() const;
    /// Returns the COPY statement that writes, in binary, what an INSERT into the table with these columns does. Empty:
    /// the database has no COPY.
    virtual std::string copy_in(const ast::TableNode& table, const std::vector<const ast::Column*>& columns) const;
    /// Returns the COPY statement that reads, in binary, the rows of a query without parameters. Empty: the database
    /// has no COPY.
    virtual std::string copy_out(std::string_view query) const;
};

}  // namespace azoth
