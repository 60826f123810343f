#pragma once

#include <azoth/sql/catalog.hpp>

namespace azoth::sqlite {

/// Adds columns that ADD COLUMN can add, and creates and drops indexes. For anything else the table is rebuilt: a new
/// table gets the rows and then the old one's name.
void alter_table(const AlteredTable& table, AlterScript& script);
/// Encloses the statements in PRAGMAs that switch foreign keys off, which is possible only outside of a transaction:
/// otherwise DROP TABLE deletes the rows first, with all ON DELETE actions. Foreign keys are checked at the end.
void enclose(std::vector<std::string>& statements);

}  // namespace azoth::sqlite
