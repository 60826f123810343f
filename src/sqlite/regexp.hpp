#pragma once

struct sqlite3;

namespace azoth::sqlite {

/// Gives the connection the function regexp(pattern, value), which SQLite's operator REGEXP calls: ECMAScript, found
/// anywhere in the value; NULL where either is NULL. Answers with SQLite's result code.
int register_regexp(sqlite3* db);

}  // namespace azoth::sqlite
