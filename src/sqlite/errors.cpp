#include "errors.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace azoth::sqlite {
namespace {

// The character position, counted from 1, of a byte of UTF-8 text.
std::size_t character_position(std::string_view text, std::size_t byte) {
    const auto before = text.substr(0, byte);
    return 1 + static_cast<std::size_t>(std::ranges::count_if(
                   before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// SQLite names the violated constraint only in its message: "UNIQUE constraint failed: users.name", "UNIQUE constraint
// failed: index 'ix_lower_name'", "CHECK constraint failed: positive".
void read_constraint(Diagnostics& diagnostics) {
    // The message is the text of a trigger's RAISE.
    if (diagnostics.native_code == SQLITE_CONSTRAINT_TRIGGER) return;
    constexpr std::string_view separator = " constraint failed: ";
    const std::string_view message = diagnostics.message;
    const std::size_t at = message.find(separator);
    if (at == std::string_view::npos) return;
    std::string_view subject = message.substr(at + separator.size());
    if (message.starts_with("CHECK")) {
        diagnostics.constraint = subject;
        return;
    }
    if (constexpr std::string_view index = "index '"; subject.starts_with(index) && subject.ends_with('\'')) {
        subject.remove_prefix(index.size());
        subject.remove_suffix(1);
        diagnostics.constraint = subject;
        return;
    }
    const std::size_t dot = subject.find('.');
    if (dot == std::string_view::npos) return;
    diagnostics.table = subject.substr(0, dot);
    if (subject.find(", ") == std::string_view::npos) diagnostics.column = subject.substr(dot + 1);
}

// The SQLSTATE that PostgreSQL has for the same error, so that programs need only one table.
std::string_view sqlstate_of(int extended, std::string_view message) noexcept {
    const auto says = [&](std::string_view text) { return message.find(text) != std::string_view::npos; };
    switch (extended) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID: return "23505";
        case SQLITE_CONSTRAINT_FOREIGNKEY: return "23503";
        case SQLITE_CONSTRAINT_CHECK: return "23514";
        case SQLITE_CONSTRAINT_NOTNULL: return "23502";
        case SQLITE_BUSY_SNAPSHOT: return "40001";
        case SQLITE_READONLY: return "25006";
        default: break;
    }
    switch (extended & 0xFF) {
        case SQLITE_CONSTRAINT: return "23000";
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "55P03";
        case SQLITE_READONLY: return "58030";  // the extended codes: files that can't be written
        case SQLITE_FULL: return "53100";
        case SQLITE_NOMEM: return "53200";
        case SQLITE_IOERR: return "58030";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return "XX001";
        case SQLITE_CANTOPEN: return "08001";
        case SQLITE_AUTH: return "42501";
        case SQLITE_TOOBIG: return "54000";
        case SQLITE_MISMATCH: return "22000";
        case SQLITE_ERROR: break;
        default: return {};
    }
    if (says("syntax error") || says("incomplete input") || says("unrecognized token")) return "42601";
    if (message.starts_with("no such table") || message.starts_with("no such view")) return "42P01";
    if (message.starts_with("no such column") || says("has no column named")) return "42703";
    if (message.starts_with("no such function") || says("wrong number of arguments to function")) return "42883";
    if (message.starts_with("ambiguous column name")) return "42702";
    if (message.ends_with("already exists")) return "42P07";
    if (message.starts_with("integer overflow")) return "22003";
    return {};
}

// Whether the schema called a function that it may not call. If a generated column or an index does, SQLite reports the
// whole file as malformed.
bool is_unsafe_use(std::string_view message) {
    constexpr std::string_view words = "unsafe use of ";
    return message.starts_with(words) ||
           (message.starts_with("malformed database schema (") && message.find(words) != std::string_view::npos);
}

// SQLITE_ERROR is almost always an invalid statement; these messages are functions' errors about a value.
bool is_about_a_value(std::string_view message) {
    constexpr std::array<std::string_view, 5> beginnings{"integer overflow", "malformed JSON", "JSON path error",
                                                         "JSON cannot hold", "regexp: "};
    return std::ranges::any_of(beginnings, [&](std::string_view text) { return message.starts_with(text); });
}

}  // namespace

void throw_sqlite_error(sqlite3* db, int code, Outcome outcome, std::string_view sql) {
    Diagnostics diagnostics;
    // Without a connection, or after a misuse without a message, the text of the code.
    const bool has_message = db != nullptr && (sqlite3_errcode(db) & 0xFF) == (code & 0xFF);
    diagnostics.message = has_message ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    diagnostics.native_code = has_message ? sqlite3_extended_errcode(db) : code;
    diagnostics.outcome = outcome;
    diagnostics.sqlstate = sqlstate_of(diagnostics.native_code, diagnostics.message);
    if (is_unsafe_use(diagnostics.message)) {
        diagnostics.sqlstate = "42501";
        diagnostics.message += " by the database's schema; trusted_schema=on in the SQLite URL allows this";
    }
#if SQLITE_VERSION_NUMBER >= 3038000
    if (has_message && !sql.empty()) {
        if (const int offset = sqlite3_error_offset(db); offset >= 0) {
            diagnostics.position = character_position(sql, static_cast<std::size_t>(offset));
        }
    }
#endif
    switch (code & 0xFF) {
        case SQLITE_ERROR:
            if (is_about_a_value(diagnostics.message)) throw DataError(std::move(diagnostics));
            throw ProgrammingError(std::move(diagnostics));
        case SQLITE_AUTH: throw ProgrammingError(std::move(diagnostics));
        case SQLITE_CONSTRAINT: read_constraint(diagnostics); throw IntegrityError(std::move(diagnostics));
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
        case SQLITE_RANGE: throw DataError(std::move(diagnostics));
        case SQLITE_MISUSE: throw InterfaceError(std::move(diagnostics));
        case SQLITE_INTERNAL: throw InternalError(std::move(diagnostics));
        case SQLITE_READONLY:
            // The database file is read-only, as a read-only transaction is on PostgreSQL; other codes concern other
            // files.
            if (diagnostics.native_code == SQLITE_READONLY) throw InternalError(std::move(diagnostics));
            throw OperationalError(std::move(diagnostics));
        case SQLITE_INTERRUPT: throw_stopped(StopReason::cancelled, outcome);
        default: throw OperationalError(std::move(diagnostics));
    }
}

void throw_stopped(StopReason reason, Outcome outcome) {
    if (reason == StopReason::timed_out) {
        throw StatementTimeoutError("the statement did not finish within its time limit, set by azoth::timeout",
                                    outcome);
    }
    if (reason != StopReason::closed) throw CancelledError(outcome);
    Diagnostics diagnostics;
    diagnostics.outcome = outcome;
    diagnostics.message = "the SQLite session is closed";
    diagnostics.connection_lost = true;
    throw OperationalError(std::move(diagnostics));
}

void throw_result_too_large(std::size_t max_bytes, Outcome outcome) {
    Diagnostics d;
    d.sqlstate = "54000";
    d.message = "the result is larger than EngineOptions::max_result_bytes (" + std::to_string(max_bytes) + ") allows";
    d.hint = "Read it in batches with stream(), in smaller ones if it is a stream, or set a larger limit.";
    d.outcome = outcome;
    throw OperationalError(std::move(d));
}

void throw_programming_error(std::string message) {
    Diagnostics diagnostics;
    diagnostics.message = std::move(message);
    diagnostics.outcome = Outcome::not_executed;
    throw ProgrammingError(std::move(diagnostics));
}

void throw_data_error(std::string message) {
    Diagnostics diagnostics;
    diagnostics.message = std::move(message);
    diagnostics.outcome = Outcome::not_executed;
    throw DataError(std::move(diagnostics));
}

}  // namespace azoth::sqlite
