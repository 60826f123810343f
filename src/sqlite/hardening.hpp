#pragma once

#include "database_options.hpp"

struct sqlite3;

namespace azoth::sqlite {

/// Keeps what a database file holds from harming the process that opens it, as far as the options say. To be called
/// before the file is first read. Throws OperationalError where SQLite cannot do so.
void harden(sqlite3* db, const DatabaseOptions& options);

/// Refuses statements that can damage the database file: writes to sqlite_schema and to shadow tables, and
/// `PRAGMA journal_mode = off`. Throws OperationalError where SQLite cannot do so.
void set_defensive(sqlite3* db);

}  // namespace azoth::sqlite
