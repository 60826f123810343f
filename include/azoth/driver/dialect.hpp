#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/sql_type.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace azoth {

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
    /// CREATE TABLE and what belongs to it, to be executed in order.
    virtual std::vector<std::string> create_table(const ast::TableNode& table, const MetaData& metadata) const = 0;
    virtual std::string drop_table(const ast::TableNode& table) const = 0;
    /// A query that gives the names of the tables in a schema (one column of text); empty: the default schema.
    virtual StatementText table_names(std::string_view schema) const = 0;
    /// The statement that opens a transaction.
    virtual std::string_view begin() const noexcept { return "BEGIN"; }
};

}  // namespace azoth
