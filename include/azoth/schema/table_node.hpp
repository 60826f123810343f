#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/schema/column_info.hpp>
#include <azoth/schema/constraint_info.hpp>
#include <azoth/schema/ddl_text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class MetaData;

enum class TableKind : std::uint8_t { table, view, materialized_view };

/// What stands in CREATE TABLE beside columns and constraints.
struct TableOptions {
    std::vector<std::string> prefixes;    ///< "TEMPORARY", "UNLOGGED"
    std::vector<std::string> depends_on;  ///< full names of tables that are created before this one
    // PostgreSQL
    std::vector<std::string> inherits;                      ///< full names of tables
    std::string partition_by;                               ///< "RANGE (at)"
    std::string partition_of;                               ///< full name of the table that this is a partition of
    std::string partition_bound;                            ///< "FOR VALUES FROM (1) TO (10)", or "DEFAULT"
    std::string access_method;                              ///< USING
    std::vector<std::pair<std::string, std::string>> with;  ///< storage parameters
    std::string on_commit;  ///< of a temporary table: "DROP", "DELETE ROWS", "PRESERVE ROWS"
    std::string tablespace;
    // SQLite
    bool strict = false;
    bool without_rowid = false;
    bool sqlite_autoincrement = false;  ///< the keys of deleted rows aren't used again

    friend bool operator==(const TableOptions&, const TableOptions&) = default;
};

namespace ast {

/// A table or view: its columns and what else the schema says of it. Complete once it has been added to a MetaData.
class TableNode final : public FromClause {
public:
    TableNode(std::string name_alone, std::string schema_name)
        : table_name(std::move(name_alone)), schema(std::move(schema_name)) {}

    void accept(Visitor& visitor) const override { visitor.visit(*this); }
    void members(MemberReader& reader) const override;
    NodePtr<Node> rebuild(MemberMapper& mapper) const override;
    std::string_view name() const noexcept override { return table_name; }
    const TableNode* as_table() const noexcept override { return this; }
    bool is_unique() const noexcept override { return true; }

    /// "schema.table", or the table's name alone.
    std::string full_name() const { return schema.empty() ? table_name : schema + '.' + table_name; }
    /// The columns of the primary key, in the order of the table.
    std::vector<const Column*> primary_key() const;
    /// The column that the database numbers by itself, or null.
    const Column* autoincrement_column() const;
    /// Those among the constraints that are foreign keys, the columns' own too.
    std::vector<const ForeignKeyInfo*> foreign_keys() const;

    std::string table_name;
    std::string schema;
    std::optional<bool> quote;  ///< whether the name is written in quotes; not given: as the dialect's rules ask for
    std::string comment;
    TableKind kind = TableKind::table;
    NodePtr<const Node> definition;  ///< a view's statement
    PrimaryKeyInfo primary_key_info;
    std::vector<TableConstraint> constraints;  ///< in the order in which they are written
    std::vector<IndexInfo> indexes;
    TableOptions options;
    std::vector<DdlHook> hooks;
    const MetaData* metadata = nullptr;  ///< what the table was added to; null once that is gone
};

}  // namespace ast

using TablePtr = ast::NodePtr<const ast::TableNode>;

/// A foreign key with its columns found.
struct ResolvedForeignKey {
    const ForeignKeyInfo* key = nullptr;
    std::vector<const ast::Column*> columns;
    std::vector<const ast::Column*> targets;
    const ast::TableNode* table = nullptr;  ///< the one pointed to
};

/// Every foreign key of a table. Throws NoReferencedTableError if one points nowhere.
std::vector<ResolvedForeignKey> resolve_foreign_keys(const ast::TableNode& table);
/// One of them.
ResolvedForeignKey resolve_foreign_key(const ForeignKeyInfo& key, const ast::TableNode& table);

/// The schema's part of a table's column.
inline const ColumnInfo& info_of(const ast::Column& column) noexcept { return *column.info; }

}  // namespace azoth

AZOTH_EXPORT_END
