#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/element.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The part that constraints and indexes have in common. These structures are plain data, by which the declared schema
/// is compared with the one of a database. Expressions are equal if they are the same node.
struct NamedInfo {
    std::string name;            ///< empty: the database makes one
    bool name_is_final = false;  ///< given with conv(): the naming convention does not change it
    bool name_made_up = false;   ///< made by the naming convention: shortened if it is too long for a database
    /// The comment; empty: none.
    std::string comment;
    std::vector<std::string> dialects;  ///< the dialects that create it; empty: all

    friend bool operator==(const NamedInfo&, const NamedInfo&) = default;
};

/// The part that constraints have in common.
struct ConstraintInfo : NamedInfo {
    /// DEFERRABLE or NOT DEFERRABLE; empty: the default.
    std::optional<bool> deferrable;
    std::string initially;   ///< "DEFERRED" or "IMMEDIATE"
    bool not_valid = false;  ///< existing rows are not checked (PostgreSQL)
    /// NOT ENFORCED: a CHECK or foreign key that the database does not check (PostgreSQL 18).
    bool not_enforced = false;

    friend bool operator==(const ConstraintInfo&, const ConstraintInfo&) = default;
};

/// PRIMARY KEY.
struct PrimaryKeyInfo : ConstraintInfo {
    /// Names of the columns.
    std::vector<std::string> columns;
    std::vector<std::string> include;  ///< further columns in the index (PostgreSQL)
    /// The last column is a range: two rows with the same other columns must not overlap in it (PostgreSQL 18).
    bool without_overlaps = false;
    std::string on_conflict;  ///< SQLite: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE"

    friend bool operator==(const PrimaryKeyInfo&, const PrimaryKeyInfo&) = default;
};

/// UNIQUE.
struct UniqueInfo : ConstraintInfo {
    /// Names of the columns.
    std::vector<std::string> columns;
    /// Further columns in the index (PostgreSQL).
    std::vector<std::string> include;
    /// NULLS NOT DISTINCT (PostgreSQL).
    bool nulls_not_distinct = false;
    /// The last column is a range: two rows with the same other columns must not overlap in it (PostgreSQL 18).
    bool without_overlaps = false;
    /// SQLite: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE".
    std::string on_conflict;

    friend bool operator==(const UniqueInfo&, const UniqueInfo&) = default;
};

/// CHECK.
struct CheckInfo : ConstraintInfo {
    ast::ExpressionPtr condition;  ///< columns are written without their table
    bool no_inherit = false;       ///< not for inheriting tables (PostgreSQL)
    /// the check belongs to this column's type, and is written only where that type is not native
    std::string type_column;

    friend bool operator==(const CheckInfo&, const CheckInfo&) = default;
};

/// FOREIGN KEY: columns of a table and the columns that they refer to, given as column handles or by name ("users.id",
/// "schema.users.id"). Names are looked up in the same MetaData when they are first needed.
struct ForeignKeyInfo : ConstraintInfo {
    /// Names of the columns.
    std::vector<std::string> columns;
    std::vector<std::string> targets;                ///< names, one for each column
    std::vector<ast::ExpressionPtr> target_columns;  ///< instead of names: columns of a table of another MetaData
    std::string on_delete;                           ///< "CASCADE", "SET NULL", ...; empty: the database's default
    /// "CASCADE", "SET NULL", ...; empty: the database's default.
    std::string on_update;
    std::vector<std::string> on_delete_columns;  ///< the columns of SET NULL or SET DEFAULT (PostgreSQL)
    std::string match;                           ///< "FULL", "SIMPLE" or "PARTIAL"
    /// The last column is a range that must be contained in the ranges of the rows referred to (PostgreSQL 18).
    bool period = false;
    bool use_alter = false;  ///< added after all tables have been created

    friend bool operator==(const ForeignKeyInfo&, const ForeignKeyInfo&) = default;
};

/// NOT NULL of a column, which is a constraint with a name since PostgreSQL 18.
struct NotNullInfo {
    std::string name;        ///< empty: the database makes one, if it has names for it
    bool not_valid = false;  ///< existing rows are not checked

    friend bool operator==(const NotNullInfo&, const NotNullInfo&) = default;
};

/// An element of an index or an exclusion: a column by name, or an expression.
struct IndexElementInfo {
    /// Name of the column; empty: an expression.
    std::string column;
    ast::ExpressionPtr expression;  ///< null: the column
    /// The operator class; empty: the type's default.
    std::string operator_class;
    std::string with;  ///< the operator of an exclusion

    friend bool operator==(const IndexElementInfo&, const IndexElementInfo&) = default;
};

/// EXCLUDE (PostgreSQL).
struct ExcludeInfo : ConstraintInfo {
    /// The elements with their operators.
    std::vector<IndexElementInfo> elements;
    /// The index's access method.
    std::string method = "gist";
    /// The condition of the rows that are compared; null: all rows.
    ast::ExpressionPtr where;

    friend bool operator==(const ExcludeInfo&, const ExcludeInfo&) = default;
};

/// A constraint of a table, except its primary key.
using TableConstraint = std::variant<UniqueInfo, CheckInfo, ForeignKeyInfo, ExcludeInfo>;

/// An index.
struct IndexInfo : NamedInfo {
    /// The columns and expressions.
    std::vector<IndexElementInfo> elements;
    /// UNIQUE.
    bool unique = false;
    ast::ExpressionPtr where;  ///< of a partial index
    // PostgreSQL
    std::string method;  ///< "btree", "gin", ...
    /// Further columns in the index.
    std::vector<std::string> include;
    std::vector<std::pair<std::string, std::string>> with;  ///< storage parameters
    /// The tablespace; empty: the default.
    std::string tablespace;
    /// Created and dropped without locking the table.
    bool concurrently = false;
    /// NULLS NOT DISTINCT.
    bool nulls_not_distinct = false;

    friend bool operator==(const IndexInfo&, const IndexInfo&) = default;
};

}  // namespace azoth

AZOTH_EXPORT_END
