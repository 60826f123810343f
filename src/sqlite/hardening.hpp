#pragma once

#include "database_options.hpp"

struct sqlite3;

namespace azoth::sqlite {

/// Limits what a malicious database file can do to the process that opens it, as configured in the options. Must be
/// called before the file is first read. Throws OperationalError if SQLite cannot do so.
void harden(sqlite3* db, const DatabaseOptions& options);

/// Makes SQLite reject statements that can damage the database file: writes to sqlite_schema and to shadow tables, and
/// `PRAGMA journal_mode = off`. Throws OperationalError if SQLite cannot do so.
void set_defensive(sqlite3* db);

}  // namespace azoth::sqlite
