#pragma once

#include <cstddef>

namespace azoth::detail {

/// Maximum size of a value: PostgreSQL rejects a message of 1 GiB; SQLite's default limit is lower.
inline constexpr std::size_t largest_value = (std::size_t{1} << 30) - 1;

}  // namespace azoth::detail
