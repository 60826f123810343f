#pragma once

#include "interruption.hpp"

#include <cstdint>

struct sqlite3;

namespace azoth::sqlite {

/// The limits of a call of regexp().
struct RegexpLimits {
    std::uint64_t steps = 0;                     ///< of one call; zero: no limit
    const Interruption* interruption = nullptr;  ///< never null when SQLite calls
};

/// Registers the SQL function regexp(pattern, value), which implements the operator REGEXP. An untrusted schema may not
/// call it. The limits must outlive the connection. Returns SQLite's result code.
int register_regexp(sqlite3* db, RegexpLimits& limits);

}  // namespace azoth::sqlite
