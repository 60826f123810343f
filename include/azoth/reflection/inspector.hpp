#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/export.hpp>
#include <azoth/schema/reflected.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Answers questions about the schema of a live database: `auto inspector = inspect(conn); co_await
/// inspector.get_columns("users")`.
///
/// The first question about a schema loads all of it, in a number of queries that doesn't depend on how many tables
/// there are; later ones are answered from memory, until clear_cache(). An empty schema name stands for what is found
/// without one: on PostgreSQL the tables on the search path, on SQLite the main database. Neither what belongs to the
/// database itself nor what extensions brought is seen, nor are foreign and virtual tables.
///
/// It uses the connection as execute() does, and like it by one coroutine at a time. Questions about a table that isn't
/// there throw NoSuchTableError; all throw what execute() throws.
class [[nodiscard]] Inspector {
public:
    explicit Inspector(const AsyncConnection& connection);
    Inspector(const Inspector&) noexcept;
    Inspector& operator=(const Inspector&) noexcept;
    ~Inspector();

    /// All schemas but the database's own; SQLite: the attached databases.
    task<std::vector<std::string>> get_schema_names();
    /// Everything in a schema. Valid until clear_cache(); the schema is loaded if it has not been.
    task<std::shared_ptr<const ReflectedSchema>> get_schema(std::string schema = {});
    /// Everything in several, in as many queries as one takes. It isn't kept.
    task<ReflectedSchema> get_schemas(std::vector<std::string> schemas);

    task<std::vector<std::string>> get_table_names(std::string schema = {});
    task<std::vector<std::string>> get_temp_table_names();
    task<std::vector<std::string>> get_view_names(std::string schema = {});
    task<std::vector<std::string>> get_materialized_view_names(std::string schema = {});
    /// Those behind SERIAL columns too, those behind identity columns not.
    task<std::vector<std::string>> get_sequence_names(std::string schema = {});
    task<std::vector<ReflectedSequence>> get_sequences(std::string schema = {});

    /// A table or view with all that is known of it.
    task<ReflectedTable> get_table(std::string table, std::string schema = {});
    task<std::vector<ReflectedColumn>> get_columns(std::string table, std::string schema = {});
    /// Without columns if the table has no primary key.
    task<PrimaryKeyInfo> get_pk_constraint(std::string table, std::string schema = {});
    task<std::vector<ReflectedForeignKey>> get_foreign_keys(std::string table, std::string schema = {});
    task<std::vector<UniqueInfo>> get_unique_constraints(std::string table, std::string schema = {});
    task<std::vector<ReflectedCheck>> get_check_constraints(std::string table, std::string schema = {});
    task<std::vector<ReflectedExclude>> get_exclude_constraints(std::string table, std::string schema = {});
    /// Without those by which the database keeps its constraints.
    task<std::vector<ReflectedIndex>> get_indexes(std::string table, std::string schema = {});
    /// Empty: there is none.
    task<std::string> get_table_comment(std::string table, std::string schema = {});
    task<TableOptions> get_table_options(std::string table, std::string schema = {});
    /// The query of a view or materialized view; NoSuchTableError if it is none.
    task<std::string> get_view_definition(std::string view, std::string schema = {});
    task<std::vector<SqlType>> get_enums(std::string schema = {});
    task<std::vector<SqlType>> get_domains(std::string schema = {});

    /// Of a table or view.
    task<bool> has_table(std::string table, std::string schema = {});
    task<bool> has_index(std::string table, std::string index, std::string schema = {});
    task<bool> has_sequence(std::string sequence, std::string schema = {});
    task<bool> has_schema(std::string schema);

    void clear_cache() noexcept;

    /// Called while a schema is loaded, after each query: how many are done, and how many there are in all. What it
    /// throws ends the loading.
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

inline Inspector inspect(const AsyncConnection& connection) { return Inspector(connection); }

/// For the function that run_sync() calls: everything in the schemas at once.
ReflectedSchema read_schemas(Connection& connection, const std::vector<std::string>& schemas);

}  // namespace azoth

AZOTH_EXPORT_END
