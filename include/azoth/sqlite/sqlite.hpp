#pragma once

#include <azoth/driver/backend.hpp>

/// SQLite: `sqlite://` and `sqlite:///:memory:` (one database in memory for the whole engine), `sqlite:///relative.db`,
/// `sqlite:////absolute.db`. Keys of the URL's query:
///
/// | key            | values                                              | default                |
/// | -------------- | --------------------------------------------------- | ---------------------- |
/// | `mode`         | `ro`, `rw`, `rwc` (create the file if it's missing) | `rwc`                  |
/// | `busy_timeout` | milliseconds to wait for another connection's lock  | `5000`                 |
/// | `foreign_keys` | `on`, `off`                                         | `on`                   |
/// | `journal_mode` | `delete`, `truncate`, `persist`, `memory`, `wal`, `off` | the file's own     |
/// | `synchronous`  | `off`, `normal`, `full`, `extra`                    | SQLite's, `full`       |
/// | `cache_size`   | pages; negative: KiB                                | SQLite's, `-2000`      |
/// | `regexp_steps` | steps of one call of regexp(), at most; `0`: any number | `100000000`, a second |
///
/// Every session runs on a thread of its own; nothing of SQLite runs on an executor's threads.
///
/// How values are stored. Integers and booleans (0, 1): INTEGER. Floating point: REAL; NaN, which SQLite would turn
/// into NULL, is refused. Text, JSON, enumerations: TEXT. Binary: BLOB. UUID: TEXT of 32 hexadecimal digits. Date:
/// `2024-02-29`; time: `13:05:00.000000`; timestamp: `2024-02-29 13:05:00.000000`. A timestamp with time zone is stored
/// in the same form in UTC, without a suffix, so that it compares with SQLite's own CURRENT_TIMESTAMP; read, a text
/// with a suffix (`Z`, `+02:00`) means that instant. Types without a form of their own: PostgreSQL's text. NUMERIC:
/// INTEGER or REAL as long as that gives the same number back, which 15 significant digits always do; a number that it
/// doesn't hold is refused with DataError: keep such numbers as text.
///
/// What is read is converted to the type that the statement declares where that loses nothing; any other value stays
/// what it is in the database, and reading it as the declared type throws DataError.
///
/// A transaction that SQLite rolls back by itself (an interrupted or failed write, ON CONFLICT ROLLBACK) is failed
/// until it is rolled back, as PostgreSQL's are: its next statements are refused instead of running outside of it.
///
/// SQL has the function regexp(pattern, value), hence `value REGEXP pattern`: ECMAScript as std::regex reads it, found
/// anywhere in the value; bytes are compared, so that `.` is one byte of UTF-8, and classes know ASCII only. NULL where
/// either is NULL. The time grows with the value's length times the pattern's, except for back references, which are
/// tried one way after the other. A call ends with DataError after `regexp_steps` steps (one: a byte of the value at
/// one place of the pattern, some 10 ns), for a pattern of more than 32 KiB, of more than 250 levels of parentheses or
/// whose repetitions make it larger than 50,000 places. Timeouts, cancellation and the session's end interrupt it.
namespace azoth::sqlite {

const Backend& backend() noexcept;

inline const bool backend_registered = register_backend(backend());

}  // namespace azoth::sqlite
