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

/// Writes the statements that create and drop what a schema describes. This class spells what databases have in
/// common; a dialect derives from it and answers what it spells differently.
class DdlCompiler {
public:
    virtual ~DdlCompiler() = default;

    /// Throws CompileError if the element can't be spelt, UnsupportedCompilationError if the database has no such
    /// thing.
    std::string compile(const ddl::Element& element);

    /// CREATE TABLE, then what belongs to it (indexes, comments, the statements around it), in the order of execution.
    std::vector<std::string> create_table(const TablePtr& table,
                                          const std::vector<const ForeignKeyInfo*>& without = {});
    std::vector<std::string> drop_table(const TablePtr& table);

    /// What creates those of the tables (none given: all) that are not there yet, with the types and sequences they
    /// need.
    std::vector<std::string> create_all(const MetaData& metadata, const ExistingObjects& existing,
                                        const std::vector<TablePtr>& tables);
    /// What drops those that are there.
    std::vector<std::string> drop_all(const MetaData& metadata, const ExistingObjects& existing,
                                      const std::vector<TablePtr>& tables);

    /// The type of a column as CREATE TABLE names it.
    std::string column_definition(const ast::TableNode& table, const ast::Column& column);

protected:
    /// A compiler of the dialect for names and expressions; a fresh one for each.
    virtual std::unique_ptr<Compiler> compiler() const = 0;
    virtual std::string_view dialect_name() const noexcept = 0;
    virtual std::string type_name(const SqlType& type) const = 0;
    virtual std::size_t max_name_length() const noexcept { return 9999; }
    /// Constraints can be added to and dropped from a table that exists.
    virtual bool has_alter() const noexcept { return true; }
    /// Where there is no ALTER: the statement that makes the transaction check foreign keys at its end.
    virtual std::string defer_keys() const { unsupported("deferred foreign keys"); }
    virtual bool has_sequences() const noexcept { return true; }
    virtual bool has_comments() const noexcept { return true; }
    virtual bool has_materialized_views() const noexcept { return true; }
    /// Whether the type is an object of the database that is created before its first use.
    virtual bool is_object(const SqlType& type) const;
    /// Whether a type's check is written: where the type itself doesn't see to it.
    virtual bool needs_type_check(const SqlType& type) const;

    /// The type of a column, where the key that the database numbers is spelt by its type (SERIAL).
    virtual std::string column_type(const ast::TableNode& table, const ast::Column& column) const;
    /// What stands behind a column's type: default, identity, computed, NOT NULL.
    virtual std::string column_modifiers(const ast::TableNode& table, const ast::Column& column) const;
    virtual std::string default_text(const ast::Column& column) const;
    virtual std::string identity_text(const ast::TableNode& table, const ast::Column& column) const;
    virtual std::string computed_text(const ComputedInfo& computed) const;
    /// What stands behind the list of columns and constraints.
    virtual std::string table_options(const ast::TableNode& table) const;
    /// Whether the column itself says that it is the primary key.
    virtual bool is_key_inline(const ast::TableNode& table) const;

    // A constraint's text; empty: it isn't written.
    virtual std::string primary_key(const ast::TableNode& table) const;
    virtual std::string constraint(const PrimaryKeyInfo& info, std::vector<std::string> columns) const;
    virtual std::string constraint(const ast::TableNode& table, const UniqueInfo& info) const;
    virtual std::string constraint(const ast::TableNode& table, const CheckInfo& info) const;
    virtual std::string constraint(const ast::TableNode& table, const ForeignKeyInfo& info) const;
    virtual std::string constraint(const ast::TableNode& table, const ExcludeInfo& info) const;

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

    std::string identifier(std::string_view name) const;
    /// "schema.name", the schema translated.
    std::string qualified(std::string_view schema, std::string_view name) const;
    /// "schema.", translated, or nothing.
    std::string schema_prefix(std::string_view schema) const;
    std::string table_name(const ast::TableNode& table) const;
    /// A full name ("schema.table" or "table") of a table that the MetaData may or may not have.
    std::string table_name(const ast::TableNode& beside, std::string_view full_name) const;
    std::string column_name(const ast::TableNode& table, std::string_view name) const;
    std::string column_list(const ast::TableNode& table, const std::vector<std::string>& names) const;
    std::string literal(std::string_view text) const;
    /// Columns unqualified, values as literals.
    std::string expression(const ast::Expression& node) const;
    std::string query(const ast::Node& statement) const;
    /// The name of a constraint or index; shortened if the naming convention made it too long.
    std::string constraint_name(const NamedInfo& info) const;
    /// CREATE INDEX as most databases have it, with the names as they are to be written.
    std::string create_index(const ddl::CreateIndex& element, std::string_view name, std::string_view table) const;
    /// "CONSTRAINT name ", or nothing.
    std::string constraint_prefix(const NamedInfo& info) const;
    std::string timing(const ConstraintInfo& info) const;
    std::string sequence_options(const SequenceOptions& options) const;
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
