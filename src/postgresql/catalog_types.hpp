#pragma once

#include "sql/catalog_cells.hpp"
#include <azoth/types/sql_type.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace azoth::postgresql {

/// A type as the catalogue describes it for a column or domain.
struct CatalogType {
    std::string oid;
    bool built_in = false;
    std::string schema;
    std::string name;
    int modifier = -1;
    std::string element_oid;  ///< not empty: an array
    bool element_built_in = false;
    std::string element_schema;
    std::string element_name;
    std::string spelling;  ///< with its modifier
    int dimensions = 0;
};
CatalogType read_type(detail::CatalogCells& cells);

/// Translates the catalogue's types into azoth's. All enums, domains and composite types must be added first.
class CatalogTypes {
public:
    /// A row of CatalogQueries::types().
    void add(const CatalogRow& row);
    /// Adds a field of a composite type, by the oid of its relation; called in the order of the fields. False: there is
    /// no such type.
    bool add_field(const std::string& relation, std::string name, CatalogType type);

    SqlType describe(const CatalogType& type);
    /// The types of the requested schemas, each after its parts.
    std::vector<SqlType> in_scope();

private:
    struct Made {
        bool in_scope = false;
        std::string schema;
        std::string name;
        std::string kind;
        std::vector<std::string> labels;
        CatalogType base;
        DomainDetail domain;
        std::string collation;
        std::vector<std::pair<std::string, CatalogType>> fields;
        bool listed = false;
        bool begun = false;                // its parts are being described
        std::optional<SqlType> described;  // the description, made at first use
    };

    SqlType describe(Made& made);
    SqlType describe_new(const Made& made);
    SqlType part(const CatalogType& type);
    SqlType describe(const std::string& oid, bool built_in, const std::string& schema, const std::string& name,
                     int modifier, const std::string& spelling);
    void list(Made& made, std::vector<SqlType>& types);
    void list(const CatalogType& type, std::vector<SqlType>& types);

    std::uint16_t depth_ = 0;                            // of nested descriptions
    int list_depth_ = 0;                                 // of nested lists
    std::map<std::string, Made> made_;                   // by oid
    std::map<std::string, std::string> composite_oids_;  // by their relations'
};

}  // namespace azoth::postgresql
