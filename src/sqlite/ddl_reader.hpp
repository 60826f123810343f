#pragma once

#include <azoth/schema/reflected.hpp>

#include <string_view>

namespace azoth::sqlite {

/// Whether two names mean the same to SQLite, which compares them without regard to the case of ASCII letters.
bool same_name(std::string_view a, std::string_view b) noexcept;

/// Adds to a table, whose columns are known, what its CREATE TABLE says: constraints, collations, what is computed, and
/// AUTOINCREMENT. Foreign keys that don't say which columns they point to have no targets. Returns whether a key of one
/// INTEGER column can be the rowid: not if it is said to be descending.
bool read_create_table(std::string_view sql, ReflectedTable& table);
/// What a CREATE TABLE says after its columns: STRICT, WITHOUT ROWID.
void read_table_options(std::string_view sql, TableOptions& options);
/// What a CREATE INDEX says.
ReflectedIndex read_create_index(std::string_view sql);
/// The query of a CREATE VIEW.
std::string read_create_view(std::string_view sql);

}  // namespace azoth::sqlite
