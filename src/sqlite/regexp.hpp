#pragma once

#include "interruption.hpp"

#include <cstdint>

struct sqlite3;

namespace azoth::sqlite {

/// What ends a call of regexp() before it has an answer.
struct RegexpLimits {
    std::uint64_t steps = 0;                     ///< of one call; zero: no limit
    const Interruption* interruption = nullptr;  ///< never null when SQLite calls
};

/// Registers the SQL function regexp(pattern, value), behind the operator REGEXP, as one that an untrusted schema may
/// not call. The limits must outlive the connection. Returns SQLite's code.
int register_regexp(sqlite3* db, RegexpLimits& limits);

}  // namespace azoth::sqlite
