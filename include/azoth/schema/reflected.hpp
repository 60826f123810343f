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

// What a database says of its schema, as plain data. SQL texts (defaults, conditions, definitions of views) are in the
// words of the database, which may differ from those that the schema was created with.

AZOTH_EXPORT_BEGIN

namespace azoth {

struct ReflectedColumn {
    std::string name;
    /// In azoth's words; UserDefinedType for one that azoth doesn't know, whose values are read as text.
    SqlType type;
    std::string type_sql;  ///< as the database spells it
    bool nullable = true;
    std::string default_sql;  ///< empty: none
    std::optional<IdentityInfo> identity;
    std::string computed_sql;  ///< empty: the column isn't computed
    bool computed_stored = false;
    /// The database numbers it: an identity, a SERIAL, SQLite's INTEGER PRIMARY KEY.
    bool autoincrement = false;
    std::string on_conflict_not_null;  ///< SQLite
    std::string comment;

    /// Numbered by a sequence of its own, as SERIAL says it: that can be said of types that are integers alone.
    bool is_serial() const noexcept {
        const TypeKind kind = type.kind();
        return autoincrement && !identity &&
               (kind == TypeKind::small_integer || kind == TypeKind::integer || kind == TypeKind::big_integer);
    }

    friend bool operator==(const ReflectedColumn&, const ReflectedColumn&) = default;
};

/// A foreign key. `targets` has the referred columns by full name, as ForeignKeyInfo says.
struct ReflectedForeignKey : ForeignKeyInfo {
    std::string referred_schema;  ///< empty: found without a schema
    std::string referred_table;
    std::vector<std::string> referred_columns;

    friend bool operator==(const ReflectedForeignKey&, const ReflectedForeignKey&) = default;
};

struct ReflectedCheck : ConstraintInfo {
    std::string condition_sql;
    bool no_inherit = false;

    friend bool operator==(const ReflectedCheck&, const ReflectedCheck&) = default;
};

/// What an index or exclusion is over.
struct ReflectedIndexElement {
    std::string column;          ///< empty: an expression
    std::string expression_sql;  ///< of an expression, or of a column with another collation than its own
    std::string operator_class;  ///< empty: the type's own
    std::string with;            ///< of an exclusion: the operator
    bool descending = false;
    std::optional<bool> nulls_first;  ///< not given: as the database does for the direction

    friend bool operator==(const ReflectedIndexElement&, const ReflectedIndexElement&) = default;
};

struct ReflectedExclude : ConstraintInfo {
    std::vector<ReflectedIndexElement> elements;
    std::string method;
    std::string where_sql;

    friend bool operator==(const ReflectedExclude&, const ReflectedExclude&) = default;
};

/// An index, other than those by which the database keeps its constraints.
struct ReflectedIndex : NamedInfo {
    std::vector<ReflectedIndexElement> elements;
    bool unique = false;
    std::string where_sql;  ///< of a partial index
    std::string method;     ///< empty: the default, "btree"
    std::vector<std::string> include;
    std::vector<std::pair<std::string, std::string>> with;
    std::string tablespace;
    bool nulls_not_distinct = false;

    friend bool operator==(const ReflectedIndex&, const ReflectedIndex&) = default;
};

/// A table, view or materialized view.
struct ReflectedTable {
    std::string name;
    std::string schema;  ///< empty: found without a schema
    TableKind kind = TableKind::table;
    bool is_temporary = false;
    std::string comment;
    std::vector<ReflectedColumn> columns;
    PrimaryKeyInfo primary_key;  ///< without columns: there is none
    std::vector<ReflectedForeignKey> foreign_keys;
    std::vector<UniqueInfo> unique_constraints;
    std::vector<ReflectedCheck> checks;
    std::vector<ReflectedExclude> exclusions;
    std::vector<ReflectedIndex> indexes;
    TableOptions options;
    std::string definition_sql;  ///< a view's query
    /// Statements that attach to it what goes with it when it is dropped and no MetaData declares: SQLite's triggers;
    /// of PostgreSQL's views the triggers, rules and privileges. Not part of the comparison.
    std::vector<std::string> attached_sql;

    /// "schema.name", or the name alone.
    std::string full_name() const { return schema.empty() ? name : schema + '.' + name; }
    /// The column of that name, or null.
    const ReflectedColumn* find(std::string_view column) const noexcept {
        for (const ReflectedColumn& each : columns) {
            if (each.name == column) return &each;
        }
        return nullptr;
    }

    friend bool operator==(const ReflectedTable& a, const ReflectedTable& b) {
        return a.name == b.name && a.schema == b.schema && a.kind == b.kind && a.is_temporary == b.is_temporary &&
               a.comment == b.comment && a.columns == b.columns && a.primary_key == b.primary_key &&
               a.foreign_keys == b.foreign_keys && a.unique_constraints == b.unique_constraints &&
               a.checks == b.checks && a.exclusions == b.exclusions && a.indexes == b.indexes &&
               a.options == b.options && a.definition_sql == b.definition_sql;
    }
};

struct ReflectedSequence : SequenceInfo {
    std::string owner_table;  ///< full name; not empty: it numbers a column, with which it goes
    std::string owner_column;

    friend bool operator==(const ReflectedSequence&, const ReflectedSequence&) = default;
};

/// What is in one or several schemas, each list in order of names. What belongs to an extension isn't among it.
struct ReflectedSchema {
    std::vector<ReflectedTable> tables;
    std::vector<ReflectedSequence> sequences;  ///< all but those behind identity columns
    std::vector<SqlType> types;                ///< enums, domains and composite types, the parts before the whole

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
