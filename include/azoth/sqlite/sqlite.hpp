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
/// | `trusted_schema` | `on`, `off`: whether the file's schema may call any function | `off`         |
/// | `defensive`    | `on`, `off`: refuses statements that can damage the file | `on`              |
/// | `untrusted`    | `on`, `off`: the file may be an attack              | `off`                  |
/// | `regexp_steps` | steps of one call of regexp(), at most; `0`: any number | `100000000`, a second |
///
/// The schema in a database file is not trusted: its views, triggers, CHECKs, defaults, generated columns and indexes
/// can call harmless functions only, and none that azoth adds, unless `trusted_schema=on` is given. A program whose own
/// tables call regexp(), as `CheckConstraint(users.email.regexp_match("@"))` does, needs that option. If a generated
/// column or an index calls it, the file cannot be used without the option. Extensions are never loaded, and
/// fts3_tokenizer() is off. With `defensive`, writes to sqlite_schema and to shadow tables fail and `PRAGMA
/// journal_mode = off` has no effect; the URL's option `journal_mode=off` has.
///
/// `untrusted=on` is for files of unknown origin, best with `mode=ro`: cells are checked as pages are read, nothing is
/// mapped into memory, and SQLite's limits are lowered: values of at most 10,000,000 bytes, statements of 1,000,000,
/// expressions 100 levels deep, 20 terms of a compound SELECT, 250,000 instructions of a statement, 100 arguments of a
/// function, LIKE and GLOB patterns of 100 bytes, triggers 10 levels deep; no ATTACH, hence no VACUUM. It cannot be
/// combined with `trusted_schema=on` or `defensive=off`. A statement that takes too long is ended only by its timeout,
/// and with SQLite before 3.41 not while it is being prepared: views that refer to each other many times take long to
/// prepare. Reading the schema throws InvalidRequestError if the columns of all views would take more than a million
/// expanded selects.
///
/// Threads: every session has a thread of its own; SQLite is never called on an executor's threads.
///
/// How values are stored. Integers and booleans (0, 1): INTEGER. Floating point: REAL; NaN, which SQLite would convert
/// to NULL, throws DataError. Text, JSON, enums: TEXT. Binary: BLOB. UUID: TEXT of 32 hexadecimal digits. Date:
/// `2024-02-29`; time: `13:05:00.000000`; timestamp: `2024-02-29 13:05:00.000000`. A timestamp with time zone is stored
/// in the same form in UTC, without a suffix, so that it compares with SQLite's own CURRENT_TIMESTAMP; a text with a
/// suffix (`Z`, `+02:00`) is read as that instant. Types without a form of their own: PostgreSQL's text. NUMERIC:
/// INTEGER or REAL if that gives the same number back, which is always so for 15 significant digits; other numbers
/// throw DataError: keep them as text.
///
/// A value that is read is converted to the declared type of the statement's column if that loses nothing. Otherwise it
/// stays as it is in the database, and reading it as the declared type throws DataError.
///
/// A transaction that SQLite rolls back by itself (an interrupted or failed write, ON CONFLICT ROLLBACK) has failed
/// until it is rolled back, as on PostgreSQL: its further statements fail instead of running outside of it.
///
/// SQL has the function regexp(pattern, value), and so `value REGEXP pattern`: the ECMAScript syntax of std::regex,
/// matched anywhere in the value. Bytes are compared, so that `.` is one byte of UTF-8, and classes contain ASCII only.
/// NULL if either is NULL. Unlike libstdc++'s, `^` and `\b` in a look-ahead see the text before it. The time grows with
/// the value's length times the pattern's, except for look-aheads and back references, which are tried one after the
/// other at each position of the value: their time is limited by `regexp_steps` only. A call ends with DataError after
/// `regexp_steps` steps (one: a byte of the value at one position of the pattern, about 10 ns), for a pattern of more
/// than 32 KiB, of more than 250 levels of parentheses or whose repetitions expand it to more than 50,000 positions.
/// Timeouts, cancellation and the session's end interrupt it.
namespace azoth::sqlite {

/// The backend named "sqlite".
const Backend& backend() noexcept;

/// Registers the backend when the program starts.
inline const bool backend_registered = register_backend(backend());

}  // namespace azoth::sqlite
