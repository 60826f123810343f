#pragma once

#include "interruption.hpp"
#include <azoth/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

struct sqlite3;

namespace azoth::sqlite {

/// Throws the exception for a result code, with what the connection says of its last error.
[[noreturn]] void throw_sqlite_error(sqlite3* db, int code, Outcome outcome, std::string_view sql = {});

/// Throws what an operation that was stopped ends with.
[[noreturn]] void throw_stopped(StopReason reason, Outcome outcome);
[[noreturn]] void throw_result_too_large(std::size_t max_bytes, Outcome outcome);
[[noreturn]] void throw_programming_error(std::string message);
/// A value that SQLite can't hold.
[[noreturn]] void throw_data_error(std::string message);

}  // namespace azoth::sqlite
