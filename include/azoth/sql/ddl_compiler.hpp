#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/ddl_node.hpp>
#include <azoth/sql/existing_objects.hpp>
#include <azoth/types/sql_type.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Compiler;

/// Writes the statements that create and drop what a schema describes. This class writes the SQL that databases have in
/// common; a dialect overrides what differs.
class DdlCompiler {
public:
    virtual ~DdlCompiler() = default;

    /// Returns the text of a statement. Throws CompileError if it cannot be written; UnsupportedCompilationError if the
    /// database has no such object.
    std::string compile(const ddl::Element& element);

    /// Returns CREATE TABLE and the statements for its indexes, comments and hooks, in the order of execution.
    /// `without`: foreign keys to leave out.
    std::vector<std::string> create_table(const TablePtr& table,
                                          const std::vector<const ForeignKeyInfo*>& without = {});
    /// Returns the statements that drop a table.
    std::vector<std::string> drop_table(const TablePtr& table);

    /// Returns the statements that create those of the tables (none given: all) that do not exist yet, with the types
    /// and sequences they need.
    std::vector<std::string> create_all(const MetaData& metadata, const ExistingObjects& existing,
                                        const std::vector<TablePtr>& tables);
    /// Returns the statements that drop those that exist.
    std::vector<std::string> drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                      const std::vector<TablePtr>& tables);

    /// Returns a column's definition in CREATE TABLE.
    std::string column_definition(const ast::TableNode& table, const ast::Column& column);

protected:
    /// Makes a compiler of the dialect for names and expressions, a new one for each.
    virtual std::unique_ptr<Compiler> compiler() const = 0;
    /// The dialect's name.
    virtual std::string_view dialect_name() const noexcept = 0;
    /// Returns the name of a type.
    virtual std::string type_name(const SqlType& type) const = 0;
    /// Longest name of a constraint or index.
    virtual std::size_t max_name_length() const noexcept { return 9999; }
    /// Whether constraints can be added to and dropped from an existing table.
    virtual bool has_alter() const noexcept { return true; }
    /// Returns the statement after which the transaction checks foreign keys only at its end. drop_all() of tables
    /// whose foreign keys form a cycle executes it first if has_alter() is false. By default it throws
    /// UnsupportedCompilationError.
    virtual std::string defer_keys() const { unsupported("deferred foreign keys"); }
    /// Whether there are sequences.
    virtual bool has_sequences() const noexcept { return true; }
    /// Throws UnsupportedCompilationError if the database does not have a construct, which PostgreSQL has since a major
    /// version. The generic dialect has all of them.
    virtual void require_postgresql(int version, std::string_view construct) const {
        static_cast<void>(version);
        static_cast<void>(construct);
    }
    /// Whether tables, columns and the like have comments.
    virtual bool has_comments() const noexcept { return true; }
    /// Whether there are materialized views.
    virtual bool has_materialized_views() const noexcept { return true; }
    /// Whether the type is an object of the database that is created before its first use.
    virtual bool is_object(const SqlType& type) const;
    /// Whether the check of a type is written as a constraint, because the type itself does not enforce it.
    virtual bool needs_type_check(const SqlType& type) const;

    /// Returns the type of a column; of a key that the database numbers, if its type expresses that (SERIAL), that
    /// type.
    virtual std::string column_type(const ast::TableNode& table, const ast::Column& column) const;
    /// Returns what follows a column's type: default, identity, computed, NOT NULL.
    virtual std::string column_modifiers(const ast::TableNode& table, const ast::Column& column) const;
    /// Returns the DEFAULT of a column; empty: none.
    virtual std::string default_text(const ast::Column& column) const;
    /// Returns GENERATED ... AS IDENTITY of a column that has it.
    virtual std::string identity_text(const ast::TableNode& table, const ast::Column& column) const;
    /// Returns GENERATED ALWAYS AS ... of a computed column.
    virtual std::string computed_text(const ComputedInfo& computed) const;
    /// Returns what follows the list of columns and constraints.
    virtual std::string table_options(const ast::TableNode& table) const;
    /// Whether the column's own definition declares it the primary key.
    virtual bool is_key_inline(const ast::TableNode& table) const;

    // A constraint's text; empty: it is not written.
    /// Returns the PRIMARY KEY constraint of a table; empty: it is not written.
    virtual std::string primary_key(const ast::TableNode& table) const;
    /// Returns the text of a constraint; empty: it is not written.
    virtual std::string constraint(const PrimaryKeyInfo& info, std::vector<std::string> columns) const;
    virtual std::string constraint(const ast::TableNode& table, const UniqueInfo& info) const;
    virtual std::string constraint(const ast::TableNode& table, const CheckInfo& info) const;
    virtual std::string constraint(const ast::TableNode& table, const ForeignKeyInfo& info) const;
    virtual std::string constraint(const ast::TableNode& table, const ExcludeInfo& info) const;

    /// Returns the text of a statement.
    virtual std::string write(const ddl::CreateTable& element);
    virtual std::string write(const ddl::DropTable& element);
    virtual std::string write(const ddl::CreateIndex& element);
    virtual std::string write(const ddl::DropIndex& element);
    virtual std::string write(const ddl::AddConstraint& element);
    virtual std::string write(const ddl::DropConstraint& element);
    virtual std::string write(const ddl::CreateSequence& element);
    virtual std::string write(const ddl::DropSequence& element);
    virtual std::string write(const ddl::CreateSchema& element);
    virtual std::string write(const ddl::DropSchema& element);
    virtual std::string write(const ddl::CreateType& element);
    virtual std::string write(const ddl::DropType& element);
    virtual std::string write(const ddl::SetComment& element);
    virtual std::string write(const ddl::CreateView& element);
    virtual std::string write(const ddl::DropView& element);
    virtual std::string write(const ddl::RefreshView& element);
    virtual std::string write(const ddl::CreateTableAs& element);
    virtual std::string write(const ddl::Text& element);

    /// Returns a name, quoted where needed.
    std::string identifier(std::string_view name) const;
    /// Returns "schema.name"; the schema is translated.
    std::string qualified(std::string_view schema, std::string_view name) const;
    /// Returns "schema.", translated, or an empty text.
    std::string schema_prefix(std::string_view schema) const;
    /// Returns the full name of a table.
    std::string table_name(const ast::TableNode& table) const;
    /// Returns the full name of a table, given as "schema.table" or "table", which need not be in the MetaData.
    std::string table_name(const ast::TableNode& beside, std::string_view full_name) const;
    /// Returns a column's name in the database.
    std::string column_name(const ast::TableNode& table, std::string_view name) const;
    /// Returns names of columns, separated by commas.
    std::string column_list(const ast::TableNode& table, const std::vector<std::string>& names) const;
    /// Returns a text as a SQL literal.
    std::string literal(std::string_view text) const;
    /// Returns an expression, with unqualified columns and values as literals.
    std::string expression(const ast::Expression& node) const;
    /// Returns a statement, with values as literals.
    std::string query(const ast::Node& statement) const;
    /// Returns the name of a constraint or index, shortened if a naming convention made it too long.
    std::string constraint_name(const NamedInfo& info) const;
    /// Returns CREATE INDEX in the form that most databases accept, with names as they are to be written.
    std::string create_index(const ddl::CreateIndex& element, std::string_view name, std::string_view table) const;
    /// Returns "CONSTRAINT name ", or an empty text.
    std::string constraint_prefix(const NamedInfo& info) const;
    /// Returns DEFERRABLE, INITIALLY, NOT VALID and NOT ENFORCED of a constraint.
    std::string timing(const ConstraintInfo& info) const;
    /// Returns WITHOUT OVERLAPS after the last column of a key, or an empty text.
    std::string overlaps(bool without) const;
    /// Returns NOT NULL with the constraint's name, if it has one.
    std::string not_null_text(const NotNullInfo& info) const;
    /// Returns the options of a sequence.
    std::string sequence_options(const SequenceOptions& options) const;
    /// Throws UnsupportedCompilationError that names the construct and the dialect.
    [[noreturn]] void unsupported(std::string_view construct) const;

private:
    bool is_meant(const std::vector<std::string>& dialects) const;
    std::string partition_column(const ast::TableNode& table, const ast::Column& column) const;
    void add_types(std::vector<SqlType>& types, const SqlType& type) const;
    std::vector<SqlType> types_of(const std::vector<TablePtr>& tables, const MetaData& metadata) const;
    std::vector<SequenceInfo> sequences_of(const std::vector<TablePtr>& tables, const MetaData& metadata) const;
    void add_hooks(std::vector<std::string>& statements, const std::vector<DdlHook>& hooks, DdlEvent when,
                   const TablePtr& table);
    std::vector<std::string> comments(const TablePtr& table);
};

}  // namespace azoth

AZOTH_EXPORT_END
