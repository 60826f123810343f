#pragma once

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

namespace azoth {

class MetaData;

/// Kind of a table.
enum class TableKind : std::uint8_t {
    table,             ///< a table
    view,              ///< a view
    materialized_view  ///< a view that keeps its rows until it is refreshed
};

/// The properties of a table besides columns and constraints.
struct TableOptions {
    std::vector<std::string> prefixes;    ///< "TEMPORARY", "UNLOGGED"
    std::vector<std::string> depends_on;  ///< full names of tables that are created before it
    // PostgreSQL
    std::vector<std::string> inherits;                      ///< full names of tables
    std::string partition_by;                               ///< "RANGE (at)"
    std::string partition_of;                               ///< full name of the table of which it is a partition
    std::string partition_bound;                            ///< "FOR VALUES FROM (1) TO (10)", or "DEFAULT"
    std::string access_method;                              ///< USING
    std::vector<std::pair<std::string, std::string>> with;  ///< storage parameters
    std::string on_commit;  ///< of a temporary table: "DROP", "DELETE ROWS", "PRESERVE ROWS"
    /// The tablespace; empty: the default.
    std::string tablespace;
    // SQLite
    /// STRICT: values must be of their column's type.
    bool strict = false;
    /// WITHOUT ROWID.
    bool without_rowid = false;
    bool sqlite_autoincrement = false;  ///< AUTOINCREMENT: the keys of deleted rows are not used again

    friend bool operator==(const TableOptions&, const TableOptions&) = default;
};

namespace ast {

/// A table or view: its columns and its other properties. It is complete once it has been added to a MetaData.
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

    /// Returns "schema.table", or the table's name alone.
    std::string full_name() const { return schema.empty() ? table_name : schema + '.' + table_name; }
    /// Returns the columns of the primary key, in the order of the table.
    std::vector<const Column*> primary_key() const;
    /// Returns the column that the database numbers by itself, or null.
    const Column* autoincrement_column() const;
    /// Returns its foreign keys, including those of its columns.
    std::vector<const ForeignKeyInfo*> foreign_keys() const;

    /// The table's name.
    std::string table_name;
    /// The table's schema; empty: the default.
    std::string schema;
    std::optional<bool> quote;  ///< whether the name is quoted; empty: by the dialect's rules
    /// The comment; empty: none.
    std::string comment;
    /// Whether it is a table or a view.
    TableKind kind = TableKind::table;
    NodePtr<const Node> definition;  ///< a view's statement
    /// The primary key.
    PrimaryKeyInfo primary_key_info;
    std::vector<TableConstraint> constraints;  ///< in the order in which they are written
    /// The indexes, except those of constraints.
    std::vector<IndexInfo> indexes;
    /// Further properties.
    TableOptions options;
    /// Statements to be executed with its creation and dropping.
    std::vector<DdlHook> hooks;
    const MetaData* metadata = nullptr;  ///< the MetaData that it was added to; null after that was destroyed
};

}  // namespace ast

/// A shared, immutable table.
using TablePtr = ast::NodePtr<const ast::TableNode>;

/// A foreign key with its columns found.
struct ResolvedForeignKey {
    /// The key.
    const ForeignKeyInfo* key = nullptr;
    /// The columns.
    std::vector<const ast::Column*> columns;
    /// The columns that they refer to.
    std::vector<const ast::Column*> targets;
    const ast::TableNode* table = nullptr;  ///< the table that they refer to
};

/// Returns all foreign keys of a table. Throws NoReferencedTableError if a key refers to a missing table or column.
std::vector<ResolvedForeignKey> resolve_foreign_keys(const ast::TableNode& table);
/// Returns one foreign key with its columns. Throws NoReferencedTableError if it refers to a missing table or column.
ResolvedForeignKey resolve_foreign_key(const ForeignKeyInfo& key, const ast::TableNode& table);

/// Returns the schema's properties of a table's column.
inline const ColumnInfo& info_of(const ast::Column& column) noexcept { return *column.info; }

}  // namespace azoth
