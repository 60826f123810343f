#pragma once

#include <azoth/schema/reflected.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace azoth {

/// A row of a Catalog's query: all columns are text.
using CatalogRow = std::vector<std::optional<std::string>>;
/// The rows of a Catalog's query.
using CatalogRows = std::vector<CatalogRow>;

/// A table before and after a change.
struct AlteredTable {
    /// The table in the database.
    const ReflectedTable& from;
    /// The table as it is to be.
    const ReflectedTable& to;
    /// The table in the database, for writing DDL.
    TablePtr from_table;
    /// The table as it is to be, for writing DDL.
    TablePtr to_table;
};

/// Statements that alter tables. The `first` of all tables are executed before any `then`, and those before any `last`.
struct AlterScript {
    std::vector<std::string> first;  ///< drop foreign keys
    std::vector<std::string> then;   ///< everything else
    std::vector<std::string> last;   ///< add foreign keys and triggers
};

/// Reads a database's schema without I/O: it returns queries and interprets their answers. Threads: stateless, used
/// from any thread.
class Catalog {
public:
    virtual ~Catalog() = default;

    /// Returns the query for the names of all schemas but the database's own: one column.
    virtual std::string schema_names() const = 0;
    /// Returns the queries for the contents of the schemas; an empty name stands for what is found without a schema.
    /// Their number does not depend on the contents.
    virtual std::vector<std::string> queries(std::span<const std::string> schemas) const = 0;
    /// Returns queries that follow from the answers and may fail: one for each view whose columns queries() cannot
    /// determine, because it may refer to missing tables. A failed query has no rows.
    virtual std::vector<std::string> view_queries(std::span<const std::string> schemas,
                                                  std::span<const CatalogRows> answers) const {
        static_cast<void>(schemas);
        static_cast<void>(answers);
        return {};
    }
    /// Whether a query fails for a schema that does not exist, instead of returning nothing.
    virtual bool needs_existing_schemas() const noexcept { return false; }
    /// Interprets the answers, one for each of queries() and of view_queries().
    virtual ReflectedSchema read(std::span<const std::string> schemas, std::span<const CatalogRows> answers) const = 0;

    /// Adds the statements that alter a table.
    virtual void alter_table(const AlteredTable& table, AlterScript& script) const = 0;
    /// Returns the statements that alter an enum, domain or composite type. `schema` is the schema in the database;
    /// what the statements drop is removed from it, and alter_table() creates it again.
    virtual std::vector<std::string> alter_type(const SqlType& from, const SqlType& to,
                                                ReflectedSchema& schema) const = 0;
    /// Whether a view on a table prevents the change, so that it has to be dropped and created again.
    virtual bool view_is_in_the_way(const ReflectedTable& from, const ReflectedTable& to) const {
        static_cast<void>(from);
        static_cast<void>(to);
        return false;
    }
    /// Returns the statements that alter a sequence.
    virtual std::vector<std::string> alter_sequence(const SequenceInfo& from, const SequenceInfo& to) const = 0;
    /// Adds statements before and after a script that alters tables.
    virtual void enclose(std::vector<std::string>& statements, bool alters_tables) const = 0;

    /// Returns the URL of an empty database in which schemas can be tried out. Empty: they are tried out within a
    /// savepoint, in schemas azoth_scratch_0, ... that open_scratch() creates, one for each schema, in which
    /// unqualified names are looked up instead.
    virtual std::string scratch_url() const { return {}; }
    /// Returns the statements that create the scratch schemas.
    virtual std::vector<std::string> open_scratch(std::span<const std::string> schemas) const {
        static_cast<void>(schemas);
        return {};
    }
    /// Returns the query for the schemas' names as the database writes them in its texts, quoted where needed: one row
    /// and one column for each, in their order.
    virtual std::string written_names(std::span<const std::string> schemas) const {
        static_cast<void>(schemas);
        return {};
    }
};

}  // namespace azoth
