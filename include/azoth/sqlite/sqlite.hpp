#pragma once

#include <azoth/driver/backend.hpp>
#include <azoth/export.hpp>

AZOTH_EXPORT_BEGIN

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
/// What a database file says is not trusted: its schema (views, triggers, CHECKs, defaults, generated columns, indexes)
/// calls only functions that do no harm, and none that azoth adds, unless `trusted_schema=on` is given. A program whose
/// own tables call regexp(), as `CheckConstraint(users.email.regexp_match("@"))` does, needs that option. Where a
/// generated column or an index calls it, the file cannot be used without the option. Extensions are never loaded, and
/// fts3_tokenizer() is off. With `defensive`, writes to sqlite_schema and to shadow tables are refused and `PRAGMA
/// journal_mode = off` has no effect; as an option of the URL, `journal_mode=off` has.
///
/// `untrusted=on` is for files that come from elsewhere, best with `mode=ro`: cells are checked as pages are read,
/// nothing is mapped into memory, and SQLite's limits are lowered: values of at most 10,000,000 bytes, statements of
/// 1,000,000, expressions 100 levels deep, 20 terms of a compound SELECT, 250,000 instructions of a statement, 100
/// arguments of a function, LIKE and GLOB patterns of 100 bytes, triggers 10 levels deep; no ATTACH, hence no VACUUM.
/// It takes neither `trusted_schema=on` nor `defensive=off`. A statement that takes too long is ended by its timeout
/// only, and with SQLite before 3.41 not while it is prepared: views that mention each other many times take long to
/// prepare. Reading the schema throws InvalidRequestError where the columns of all views would take more than a million
/// expanded selects.
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
/// either is NULL. Unlike libstdc++'s, `^` and `\b` in a look-ahead know what stands before it. The time grows with the
/// value's length times the pattern's, except for look-aheads and back references, which are tried at each place of the
/// value and one way after the other: what bounds them is `regexp_steps` alone. A call ends with DataError after
/// `regexp_steps` steps (one: a byte of the value at one place of the pattern, some 10 ns), for a pattern of more than
/// 32 KiB, of more than 250 levels of parentheses or whose repetitions make it larger than 50,000 places. Timeouts,
/// cancellation and the session's end interrupt it.
namespace azoth::sqlite {

const Backend& backend() noexcept;

inline const bool backend_registered = register_backend(backend());

}  // namespace azoth::sqlite

AZOTH_EXPORT_END
