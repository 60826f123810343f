#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/reflected.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/task.hpp>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace azoth {

/// One difference between two schemas.
struct SchemaChange {
    /// What is done to the object.
    /// What is done to an object.
    enum class Action : std::uint8_t {
        add,   ///< CREATE or ADD
        drop,  ///< DROP
        alter  ///< ALTER, or what has the same effect
    };
    /// Kind of the object.
    enum class Object : std::uint8_t {
        table,                   ///< a table
        view,                    ///< a view or materialized view
        column,                  ///< a column
        primary_key_constraint,  ///< a primary key
        foreign_key,             ///< a foreign key
        unique_constraint,       ///< a UNIQUE constraint
        check,                   ///< a CHECK constraint
        exclusion,               ///< an EXCLUDE constraint
        index,                   ///< an index
        comment,                 ///< a comment
        type,                    ///< an enum, domain or composite type
        sequence,                ///< a sequence
        options                  ///< of a table: storage parameters, partitions, STRICT
    };

    /// What is done to the object.
    Action action = Action::add;
    /// Kind of the object.
    Object object = Object::table;
    std::string table;  ///< full name of the table that the object belongs to, or of the table or view itself
    std::string name;   ///< of the object; empty: it has none, or it is the table
    std::string what;   ///< description of an alteration: "type integer to bigint, not null"
    /// Whether the change loses data, or may fail for existing rows: a dropped column, a narrower type, a new NOT NULL
    /// column without a default.
    bool loses_data = false;

    friend bool operator==(const SchemaChange&, const SchemaChange&) = default;
};

/// Returns a description: "alter column users.name: type text to integer (may lose data)".
std::string to_string(const SchemaChange& change);
/// Prints to_string().
std::ostream& operator<<(std::ostream& out, const SchemaChange& change);

/// The differences between two schemas, and the statements that remove them.
struct SchemaDiff {
    /// The differences.
    std::vector<SchemaChange> changes;
    /// statements in the order of execution; in one transaction if the database supports it
    std::vector<std::string> up;
    std::vector<std::string> down;  ///< statements that undo `up`

    /// Whether there are no differences.
    bool empty() const noexcept { return changes.empty(); }
    /// Whether a change of `up` loses data.
    bool loses_data() const noexcept;
};

/// Options of a comparison. Not an aggregate, so that it may be made inside an awaited expression.
class DiffOptions {
public:
    /// Sets the defaults shown below.
    DiffOptions();

    /// Called with the full name ("schema.name" or "name") of each table, view and sequence that owns no column. If it
    /// returns false the object is left out on both sides, with the types that only it uses. Empty: everything is
    /// compared.
    std::function<bool(const std::string& full_name)> include;
    /// Name of the Migrator's table, which is left out in every schema unless both sides have it.
    std::string migrations_table = "azoth_migrations";
};

/// Compares two schemas, both read from databases of the dialect: `up` changes `from` to `to`. Throws
/// UnsupportedCompilationError if the dialect has no statement for a change.
SchemaDiff compare(const ReflectedSchema& from, const ReflectedSchema& to, const Dialect& dialect,
                   const DiffOptions& options = DiffOptions());

/// Compares a database with a MetaData: `up` changes the database to what is declared: tables, columns, types,
/// defaults, keys, indexes, checks, comments, enums, sequences, views. Objects that the MetaData does not declare, in
/// the schemas that it names, are dropped.
///
/// A database rewrites defaults and conditions. So the declared schema is created temporarily and read back: on
/// PostgreSQL in schemas of their own (azoth_scratch_...), within a savepoint that is rolled back, for which the role
/// needs the privilege to create schemas; on SQLite in another database, in memory. Nothing else is changed.
task<SchemaDiff> diff(const MetaData& metadata, AsyncConnection& connection, DiffOptions options = DiffOptions());

}  // namespace azoth
