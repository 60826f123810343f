#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/column_info.hpp>
#include <azoth/schema/constraint_info.hpp>
#include <azoth/schema/sequence_info.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/types/sql_type.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The schema of a database as plain data. SQL texts (defaults, conditions, definitions of views) are as the database
// writes them, which may differ from how they were declared.

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A column of a table or view.
struct ReflectedColumn {
    /// The column's name.
    std::string name;
    /// The type in azoth's terms; UserDefinedType for one that azoth does not know, whose values are read as text.
    SqlType type;
    std::string type_sql;  ///< as the database writes it
    /// Whether it accepts NULL.
    bool nullable = true;
    /// NOT NULL as a constraint (PostgreSQL 18). The name is empty if it is the one that PostgreSQL makes.
    NotNullInfo not_null;
    std::string default_sql;  ///< empty: none
    /// GENERATED ... AS IDENTITY, if it is one.
    std::optional<IdentityInfo> identity;
    std::string computed_sql;  ///< empty: the column is not computed
    /// STORED instead of VIRTUAL.
    bool computed_stored = false;
    /// Whether the database numbers it: an identity, a SERIAL, SQLite's INTEGER PRIMARY KEY.
    bool autoincrement = false;
    std::string on_conflict_not_null;  ///< SQLite
    /// The comment; empty: none.
    std::string comment;

    /// Whether it can be declared as SERIAL: an integer with a sequence of its own.
    bool is_serial() const noexcept {
        const TypeKind kind = type.kind();
        return autoincrement && !identity &&
               (kind == TypeKind::small_integer || kind == TypeKind::integer || kind == TypeKind::big_integer);
    }

    friend bool operator==(const ReflectedColumn&, const ReflectedColumn&) = default;
};

/// A foreign key. `targets` has the referred columns by full name, as in ForeignKeyInfo.
struct ReflectedForeignKey : ForeignKeyInfo {
    std::string referred_schema;  ///< empty: found without a schema
    /// Name of the table that it refers to.
    std::string referred_table;
    /// Names of the columns that it refers to.
    std::vector<std::string> referred_columns;

    friend bool operator==(const ReflectedForeignKey&, const ReflectedForeignKey&) = default;
};

/// A CHECK constraint.
struct ReflectedCheck : ConstraintInfo {
    /// The condition.
    std::string condition_sql;
    /// NO INHERIT.
    bool no_inherit = false;

    friend bool operator==(const ReflectedCheck&, const ReflectedCheck&) = default;
};

/// An element of an index or exclusion.
struct ReflectedIndexElement {
    std::string column;          ///< empty: an expression
    std::string expression_sql;  ///< of an expression, or of a column with a collation that is not its own
    std::string operator_class;  ///< empty: the type's default
    std::string with;            ///< the operator of an exclusion
    /// DESC.
    bool descending = false;
    std::optional<bool> nulls_first;  ///< empty: the default for the direction

    friend bool operator==(const ReflectedIndexElement&, const ReflectedIndexElement&) = default;
};

/// An EXCLUDE constraint.
struct ReflectedExclude : ConstraintInfo {
    /// The elements with their operators.
    std::vector<ReflectedIndexElement> elements;
    /// The index's access method.
    std::string method;
    /// The condition of the rows that are compared; empty: all rows.
    std::string where_sql;

    friend bool operator==(const ReflectedExclude&, const ReflectedExclude&) = default;
};

/// An index, except those that implement constraints.
struct ReflectedIndex : NamedInfo {
    /// The columns and expressions.
    std::vector<ReflectedIndexElement> elements;
    /// UNIQUE.
    bool unique = false;
    std::string where_sql;  ///< of a partial index
    std::string method;     ///< empty: the default, "btree"
    /// Further columns in the index.
    std::vector<std::string> include;
    /// Storage parameters.
    std::vector<std::pair<std::string, std::string>> with;
    /// The tablespace; empty: the default.
    std::string tablespace;
    /// NULLS NOT DISTINCT.
    bool nulls_not_distinct = false;

    friend bool operator==(const ReflectedIndex&, const ReflectedIndex&) = default;
};

/// A table, view or materialized view.
struct ReflectedTable {
    /// The table's name.
    std::string name;
    std::string schema;  ///< empty: found without a schema
    /// Whether it is a table or a view.
    TableKind kind = TableKind::table;
    /// Whether it is temporary.
    bool is_temporary = false;
    /// The comment; empty: none.
    std::string comment;
    /// The columns, in their order.
    std::vector<ReflectedColumn> columns;
    /// Why the columns of a view are not known (SQLite: the view refers to something that does not exist); empty: they
    /// are known. Not compared.
    std::string columns_error;
    PrimaryKeyInfo primary_key;  ///< without columns if there is none
    /// The foreign keys.
    std::vector<ReflectedForeignKey> foreign_keys;
    /// The UNIQUE constraints.
    std::vector<UniqueInfo> unique_constraints;
    /// The CHECK constraints.
    std::vector<ReflectedCheck> checks;
    /// The EXCLUDE constraints.
    std::vector<ReflectedExclude> exclusions;
    /// The indexes, except those of constraints.
    std::vector<ReflectedIndex> indexes;
    /// Further properties.
    TableOptions options;
    std::string definition_sql;  ///< a view's query
    /// Statements that restore what is dropped with it and cannot be declared in a MetaData: SQLite's triggers;
    /// triggers, rules and privileges of PostgreSQL's views. Not compared.
    std::vector<std::string> attached_sql;

    /// Returns "schema.name", or the name alone.
    std::string full_name() const { return schema.empty() ? name : schema + '.' + name; }
    /// Returns the column of a name, or null.
    const ReflectedColumn* find(std::string_view column) const noexcept {
        for (const ReflectedColumn& each : columns) {
            if (each.name == column) return &each;
        }
        return nullptr;
    }

    /// Compares everything but `attached_sql`.
    friend bool operator==(const ReflectedTable& a, const ReflectedTable& b) {
        return a.name == b.name && a.schema == b.schema && a.kind == b.kind && a.is_temporary == b.is_temporary &&
               a.comment == b.comment && a.columns == b.columns && a.primary_key == b.primary_key &&
               a.foreign_keys == b.foreign_keys && a.unique_constraints == b.unique_constraints &&
               a.checks == b.checks && a.exclusions == b.exclusions && a.indexes == b.indexes &&
               a.options == b.options && a.definition_sql == b.definition_sql;
    }
};

/// A sequence.
struct ReflectedSequence : SequenceInfo {
    std::string owner_table;  ///< full name; not empty: it numbers a column, and is dropped with it
    /// The column that it numbers.
    std::string owner_column;

    friend bool operator==(const ReflectedSequence&, const ReflectedSequence&) = default;
};

/// The contents of one or several schemas, each list ordered by name. Members of extensions are left out.
struct ReflectedSchema {
    /// The tables and views.
    std::vector<ReflectedTable> tables;
    std::vector<ReflectedSequence> sequences;  ///< all but those of identity columns
    std::vector<SqlType> types;                ///< enums, domains and composite types, ordered by dependency

    /// "schema.table", or "table"; null: there is none.
    const ReflectedTable* find(std::string_view full_name) const {
        for (const ReflectedTable& table : tables) {
            if (table.full_name() == full_name) return &table;
        }
        return nullptr;
    }
    /// The sequence that goes with a column, or null.
    const ReflectedSequence* sequence_of(const ReflectedTable& table, const ReflectedColumn& column) const {
        const std::string name = table.full_name();
        for (const ReflectedSequence& sequence : sequences) {
            if (sequence.owner_table == name && sequence.owner_column == column.name) return &sequence;
        }
        return nullptr;
    }

    friend bool operator==(const ReflectedSchema&, const ReflectedSchema&) = default;
};

}  // namespace azoth

AZOTH_EXPORT_END
