#pragma once

#include <azoth/sql/catalog.hpp>

#include <string>
#include <string_view>
#include <unordered_map>

namespace azoth::sqlite {

/// The virtual tables of a database and their shadow tables, in which they store their contents. Knows the modules that
/// are part of SQLite: FTS3, FTS4, FTS5, R*Tree and Geopoly.
class VirtualTables {
public:
    /// Rows of sqlite_master: type, name, tbl_name, sql.
    explicit VirtualTables(const CatalogRows& rows);

    /// Whether the table is a virtual table or a shadow table of one.
    bool have(std::string_view table) const;

private:
    std::unordered_map<std::string, std::string> modules_;  // by table; both in lower case
};

}  // namespace azoth::sqlite
