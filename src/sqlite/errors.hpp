#pragma once

#include "interruption.hpp"
#include <azoth/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

struct sqlite3;

namespace azoth::sqlite {

/// Throws the exception for a result code, with the connection's last error message.
[[noreturn]] void throw_sqlite_error(sqlite3* db, int code, Outcome outcome, std::string_view sql = {});

/// Throws the exception of an operation that was stopped.
[[noreturn]] void throw_stopped(StopReason reason, Outcome outcome);
[[noreturn]] void throw_result_too_large(std::size_t max_bytes, Outcome outcome);
[[noreturn]] void throw_programming_error(std::string message);
/// Throws DataError for a value that SQLite cannot store.
[[noreturn]] void throw_data_error(std::string message);

}  // namespace azoth::sqlite
