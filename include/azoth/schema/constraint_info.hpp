#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/element.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What constraints and indexes have in common. These structures are plain data: what the schema declares and what a
/// database reports are compared by them. Expressions are equal if they are the same node.
struct NamedInfo {
    std::string name;            ///< empty: the database makes one up
    bool name_is_final = false;  ///< given with conv(): the naming convention leaves it alone
    bool name_made_up = false;   ///< made by the naming convention: shortened where it is too long for a database
    std::string comment;
    std::vector<std::string> dialects;  ///< those it is meant for; none: all

    friend bool operator==(const NamedInfo&, const NamedInfo&) = default;
};

struct ConstraintInfo : NamedInfo {
    std::optional<bool> deferrable;
    std::string initially;   ///< "DEFERRED" or "IMMEDIATE"
    bool not_valid = false;  ///< PostgreSQL: existing rows aren't checked

    friend bool operator==(const ConstraintInfo&, const ConstraintInfo&) = default;
};

struct PrimaryKeyInfo : ConstraintInfo {
    std::vector<std::string> columns;
    std::vector<std::string> include;  ///< PostgreSQL: columns that the index carries along
    std::string on_conflict;           ///< SQLite: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE"

    friend bool operator==(const PrimaryKeyInfo&, const PrimaryKeyInfo&) = default;
};

struct UniqueInfo : ConstraintInfo {
    std::vector<std::string> columns;
    std::vector<std::string> include;
    bool nulls_not_distinct = false;
    std::string on_conflict;

    friend bool operator==(const UniqueInfo&, const UniqueInfo&) = default;
};

struct CheckInfo : ConstraintInfo {
    ast::ExpressionPtr condition;  ///< columns are written without their table
    bool no_inherit = false;       ///< PostgreSQL: not for inheriting tables
    std::string type_column;       ///< belongs to this column's type, and stands only where that type is not native

    friend bool operator==(const CheckInfo&, const CheckInfo&) = default;
};

/// Columns of a table and the columns they point to: a column handle, or its name ("users.id", "schema.users.id")
/// looked up in the same MetaData when it is first needed.
struct ForeignKeyInfo : ConstraintInfo {
    std::vector<std::string> columns;
    std::vector<std::string> targets;                ///< names, one for each column
    std::vector<ast::ExpressionPtr> target_columns;  ///< instead of names: columns of a table of another MetaData
    std::string on_delete;                           ///< "CASCADE", "SET NULL", ...; empty: the database's default
    std::string on_update;
    std::vector<std::string> on_delete_columns;  ///< PostgreSQL: those that SET NULL or SET DEFAULT is about
    std::string match;                           ///< "FULL", "SIMPLE" or "PARTIAL"
    bool use_alter = false;                      ///< added after all tables have been created

    friend bool operator==(const ForeignKeyInfo&, const ForeignKeyInfo&) = default;
};

/// What an index or an exclusion is over: a column by name, or an expression.
struct IndexElementInfo {
    std::string column;
    ast::ExpressionPtr expression;  ///< null: the column
    std::string operator_class;
    std::string with;  ///< of an exclusion: the operator

    friend bool operator==(const IndexElementInfo&, const IndexElementInfo&) = default;
};

struct ExcludeInfo : ConstraintInfo {
    std::vector<IndexElementInfo> elements;
    std::string method = "gist";
    ast::ExpressionPtr where;

    friend bool operator==(const ExcludeInfo&, const ExcludeInfo&) = default;
};

/// A constraint of a table, other than its primary key.
using TableConstraint = std::variant<UniqueInfo, CheckInfo, ForeignKeyInfo, ExcludeInfo>;

struct IndexInfo : NamedInfo {
    std::vector<IndexElementInfo> elements;
    bool unique = false;
    ast::ExpressionPtr where;  ///< of a partial index
    // PostgreSQL
    std::string method;  ///< "btree", "gin", ...
    std::vector<std::string> include;
    std::vector<std::pair<std::string, std::string>> with;  ///< storage parameters
    std::string tablespace;
    bool concurrently = false;
    bool nulls_not_distinct = false;

    friend bool operator==(const IndexInfo&, const IndexInfo&) = default;
};

}  // namespace azoth

AZOTH_EXPORT_END
