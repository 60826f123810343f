#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/reflected.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The rows that a query of a Catalog gave: all columns are text.
using CatalogRow = std::vector<std::optional<std::string>>;
using CatalogRows = std::vector<CatalogRow>;

/// A table before and after.
struct AlteredTable {
    const ReflectedTable& from;
    const ReflectedTable& to;
    TablePtr from_table;
    TablePtr to_table;
};

/// The statements that alter tables. Those of all tables' `first` are executed before those of any `then`, and so on.
struct AlterScript {
    std::vector<std::string> first;  ///< drop foreign keys
    std::vector<std::string> then;   ///< everything else
    std::vector<std::string> last;   ///< add foreign keys and triggers
};

/// How a database is asked for its schema. It does no I/O: it says what is to be asked, and reads the answers. Without
/// state, used from any thread.
class Catalog {
public:
    virtual ~Catalog() = default;

    /// The query for the names of all schemas but the database's own, one column.
    virtual std::string schema_names() const = 0;
    /// The queries for all that is in the schemas; an empty name stands for what is found without a schema. Their
    /// number doesn't depend on what there is.
    virtual std::vector<std::string> queries(std::span<const std::string> schemas) const = 0;
    /// Queries that follow from the answers, and that may fail: each for a view whose columns can't be told in
    /// queries(), because it may refer to what is not there. A failed one has no rows.
    virtual std::vector<std::string> view_queries(std::span<const std::string> schemas,
                                                  std::span<const CatalogRows> answers) const {
        static_cast<void>(schemas);
        static_cast<void>(answers);
        return {};
    }
    /// Whether a query fails for a schema that does not exist, instead of finding nothing.
    virtual bool needs_existing_schemas() const noexcept { return false; }
    /// What the answers say, one for each of queries() and of view_queries().
    virtual ReflectedSchema read(std::span<const std::string> schemas, std::span<const CatalogRows> answers) const = 0;

    /// Adds the statements that make a table another.
    virtual void alter_table(const AlteredTable& table, AlterScript& script) const = 0;
    /// The statements that make an enum, domain or composite type another. `schema` is what the database has; what the
    /// statements drop of it is removed from it, and is created again by alter_table().
    virtual std::vector<std::string> alter_type(const SqlType& from, const SqlType& to,
                                                ReflectedSchema& schema) const = 0;
    /// Whether a table can't be altered as long as a view is over it, so that the view has to be dropped and created
    /// again.
    virtual bool view_is_in_the_way(const ReflectedTable& from, const ReflectedTable& to) const {
        static_cast<void>(from);
        static_cast<void>(to);
        return false;
    }
    virtual std::vector<std::string> alter_sequence(const SequenceInfo& from, const SequenceInfo& to) const = 0;
    /// What has to stand around a script that alters tables.
    virtual void enclose(std::vector<std::string>& statements, bool alters_tables) const = 0;

    /// The URL of an empty database in which schemas can be tried out; empty: they are, within a savepoint, in schemas
    /// azoth_scratch_0, ... that open_scratch() creates, one for each, which unqualified names find instead of those.
    virtual std::string scratch_url() const { return {}; }
    virtual std::vector<std::string> open_scratch(std::span<const std::string> schemas) const {
        static_cast<void>(schemas);
        return {};
    }
    /// The query for the schemas' names as the database writes them in its texts, in quotes where it sees need: one row
    /// and one column for each, in their order.
    virtual std::string written_names(std::span<const std::string> schemas) const {
        static_cast<void>(schemas);
        return {};
    }
};

}  // namespace azoth

AZOTH_EXPORT_END
