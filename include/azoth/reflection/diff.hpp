#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/export.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/reflected.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/task.hpp>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// One thing in which two schemas differ.
struct SchemaChange {
    enum class Action : std::uint8_t { add, drop, alter };
    enum class Object : std::uint8_t {
        table,
        view,
        column,
        primary_key_constraint,
        foreign_key,
        unique_constraint,
        check,
        exclusion,
        index,
        comment,
        type,
        sequence,
        options  ///< of a table: storage parameters, partitions, STRICT
    };

    Action action = Action::add;
    Object object = Object::table;
    std::string table;  ///< full name of the table that it is part of; of a table or view itself
    std::string name;   ///< of the part, type or sequence; empty: it has none, or it is the table
    std::string what;   ///< of an alteration: "type integer to bigint, not null"
    /// Loses data, or may fail for the rows that are there: a dropped column, a narrower type, a new column that is NOT
    /// NULL and has no default.
    bool loses_data = false;

    friend bool operator==(const SchemaChange&, const SchemaChange&) = default;
};

/// "alter column users.name: type text to integer (may lose data)"
std::string to_string(const SchemaChange& change);
std::ostream& operator<<(std::ostream& out, const SchemaChange& change);

/// What is to be done to make one schema another, and how.
struct SchemaDiff {
    std::vector<SchemaChange> changes;
    std::vector<std::string> up;    ///< statements, in order; in one transaction where the database can do that
    std::vector<std::string> down;  ///< those that undo them

    bool empty() const noexcept { return changes.empty(); }
    /// Whether a change that `up` makes loses data.
    bool loses_data() const noexcept;
};

/// Which objects are compared: `const DiffOptions options{.include = is_ours};`. g++ 12 needs the name: it destroys
/// options twice that are written inside co_await, and such a call does not compile there.
struct DiffOptions {
    /// Called with the full name ("schema.name" or "name") of each table, view and sequence that owns no column; those
    /// for which it returns false are left out on both sides, with the types that only they use. Empty: all are
    /// compared.
    std::function<bool(const std::string& full_name)> include{};
    /// The name of the Migrator's table, which is left out in every schema unless both sides have it.
    std::string migrations_table = "azoth_migrations";
};

/// What has to change for a database that is as `from` to be as `to`; both have been read from databases of the
/// dialect. Throws UnsupportedCompilationError where the dialect has no statement for a change.
SchemaDiff compare(const ReflectedSchema& from, const ReflectedSchema& to, const Dialect& dialect,
                   const DiffOptions& options = DiffOptions());

/// What the database has to change to be as the MetaData declares: tables, columns, types, defaults, keys, indexes,
/// checks, comments, enums, sequences, views. What the MetaData doesn't declare, in the schemas that it names, counts
/// as superfluous.
///
/// How a database words a default or a condition is known to it alone. So the declared schema is created aside and read
/// back: on PostgreSQL in schemas of their own (azoth_scratch_...), within a savepoint that is rolled back, for which
/// the role needs the right to create schemas; on SQLite in another database, in memory. Nothing else is touched.
task<SchemaDiff> diff(const MetaData& metadata, AsyncConnection& connection,
                      const DiffOptions& options = DiffOptions());
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
/// Options without a name, which g++ 12 destroys twice inside co_await: give them a name first.
task<SchemaDiff> diff(const MetaData& metadata, AsyncConnection& connection, DiffOptions&& options) = delete;
#endif

}  // namespace azoth

AZOTH_EXPORT_END
