#pragma once

#include <azoth/schema/reflected.hpp>

#include <string_view>

namespace azoth::sqlite {

/// Whether two names are equal in SQLite, which ignores the case of ASCII letters.
bool same_name(std::string_view a, std::string_view b) noexcept;

/// Adds to a table with known columns what its CREATE TABLE contains: constraints, collations, computed columns and
/// AUTOINCREMENT. Foreign keys without target columns get no targets. Returns whether a key of one INTEGER column can
/// be the rowid; a descending one cannot.
bool read_create_table(std::string_view sql, ReflectedTable& table);
/// Reads the options after the columns of a CREATE TABLE: STRICT, WITHOUT ROWID.
void read_table_options(std::string_view sql, TableOptions& options);
/// Parses a CREATE INDEX.
ReflectedIndex read_create_index(std::string_view sql);
/// The query of a CREATE VIEW.
std::string read_create_view(std::string_view sql);

}  // namespace azoth::sqlite
