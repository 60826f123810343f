#pragma once

#include <azoth/schema/reflected.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace azoth {

/// The rows that a query of a Catalog gave: all columns are text.
using CatalogRow = std::vector<std::optional<std::string>>;
using CatalogRows = std::vector<CatalogRow>;

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
    /// What the answers say, one for each of the queries.
    virtual ReflectedSchema read(std::span<const std::string> schemas, std::span<const CatalogRows> answers) const = 0;
};

}  // namespace azoth
