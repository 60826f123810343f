#pragma once

#include <azoth/sql/catalog.hpp>

namespace azoth::sqlite {

/// Columns that can be added are, and indexes change places; for anything else the table is built anew: a new one, into
/// which the rows are copied, takes the old one's name.
void alter_table(const AlteredTable& table, AlterScript& script);
/// DROP TABLE deletes the rows first, with all that foreign keys do then, unless they are switched off, which can only
/// be done outside of a transaction; what they say is checked at the end.
void enclose(std::vector<std::string>& statements);

}  // namespace azoth::sqlite
