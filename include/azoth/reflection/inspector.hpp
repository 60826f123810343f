#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/schema/reflected.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// Queries the schema of a live database: `auto inspector = inspect(conn); co_await inspector.get_columns("users")`.
///
/// The first query about a schema loads all of it, in a number of statements that does not depend on its size; later
/// ones are answered from memory, until clear_cache(). An empty schema name stands for what is found without one: the
/// tables on the search path on PostgreSQL, the main database on SQLite. Objects of the database system and of
/// extensions, foreign tables and virtual tables are left out.
///
/// Threads: uses the connection as execute() does, so one coroutine at a time. Throws NoSuchTableError for a table that
/// does not exist; otherwise as execute() does.
class Inspector {
public:
    /// Makes an inspector of a connection's database.
    explicit Inspector(const AsyncConnection& connection);
    Inspector(const Inspector&) noexcept;
    Inspector& operator=(const Inspector&) noexcept;
    ~Inspector();

    /// Returns all schemas but the database's own; on SQLite the attached databases.
    task<std::vector<std::string>> get_schema_names();
    /// Returns everything in a schema. Lifetime: an immutable copy, kept in the cache until clear_cache().
    task<std::shared_ptr<const ReflectedSchema>> get_schema(std::string schema = {});
    /// Returns everything in several schemas, in as many statements as for one. The result is not cached.
    task<ReflectedSchema> get_schemas(std::vector<std::string> schemas);

    /// Returns the names of the tables.
    task<std::vector<std::string>> get_table_names(std::string schema = {});
    /// Returns the names of the session's temporary tables.
    task<std::vector<std::string>> get_temp_table_names();
    /// Returns the names of the views.
    task<std::vector<std::string>> get_view_names(std::string schema = {});
    /// Returns the names of the materialized views.
    task<std::vector<std::string>> get_materialized_view_names(std::string schema = {});
    /// Returns the names of the sequences, including those of SERIAL columns, without those of identity columns.
    task<std::vector<std::string>> get_sequence_names(std::string schema = {});
    /// Returns the sequences that get_sequence_names() names.
    task<std::vector<ReflectedSequence>> get_sequences(std::string schema = {});

    /// Returns everything about a table or view.
    task<ReflectedTable> get_table(std::string table, std::string schema = {});
    /// Returns the columns of a table or view, in their order.
    task<std::vector<ReflectedColumn>> get_columns(std::string table, std::string schema = {});
    /// Returns the primary key of a table; without columns if it has none.
    task<PrimaryKeyInfo> get_pk_constraint(std::string table, std::string schema = {});
    /// Returns the foreign keys of a table.
    task<std::vector<ReflectedForeignKey>> get_foreign_keys(std::string table, std::string schema = {});
    /// Returns the UNIQUE constraints of a table.
    task<std::vector<UniqueInfo>> get_unique_constraints(std::string table, std::string schema = {});
    /// Returns the CHECK constraints of a table.
    task<std::vector<ReflectedCheck>> get_check_constraints(std::string table, std::string schema = {});
    /// Returns the EXCLUDE constraints of a table.
    task<std::vector<ReflectedExclude>> get_exclude_constraints(std::string table, std::string schema = {});
    /// Returns the indexes of a table, except those that implement constraints.
    task<std::vector<ReflectedIndex>> get_indexes(std::string table, std::string schema = {});
    /// Returns the comment of a table; empty: none.
    task<std::string> get_table_comment(std::string table, std::string schema = {});
    /// Returns further properties of a table.
    task<TableOptions> get_table_options(std::string table, std::string schema = {});
    /// Returns the query of a view or materialized view. Throws NoSuchTableError if it is none.
    task<std::string> get_view_definition(std::string view, std::string schema = {});
    /// Returns the enums.
    task<std::vector<SqlType>> get_enums(std::string schema = {});
    /// Returns the domains.
    task<std::vector<SqlType>> get_domains(std::string schema = {});

    /// Whether there is a table or view.
    task<bool> has_table(std::string table, std::string schema = {});
    /// Whether a table has an index.
    task<bool> has_index(std::string table, std::string index, std::string schema = {});
    /// Whether there is a sequence.
    task<bool> has_sequence(std::string sequence, std::string schema = {});
    /// Whether there is a schema.
    task<bool> has_schema(std::string schema);

    /// Forgets everything that was loaded.
    void clear_cache() noexcept;

    /// Sets a function that is called while a schema is loaded, after each statement, with the number of executed and
    /// of all statements. An exception ends the loading.
    void on_progress(std::function<void(std::size_t done, std::size_t all)> fn);

private:
    class State;
    using StatePtr = std::shared_ptr<State>;

    static task<std::vector<std::string>> names_of(StatePtr state, std::string schema, TableKind kind, bool temporary);
    static task<std::vector<SqlType>> types_of(StatePtr state, std::string schema, TypeKind kind);
    template <class Member>
    static task<Member> member(StatePtr state, std::string table, std::string schema, Member ReflectedTable::*which);

    StatePtr state_;
};

/// Makes an inspector of a connection's database.
inline Inspector inspect(const AsyncConnection& connection) { return Inspector(connection); }

/// Returns everything in several schemas, for the function that run_sync() calls.
ReflectedSchema read_schemas(Connection& connection, const std::vector<std::string>& schemas);

}  // namespace azoth
