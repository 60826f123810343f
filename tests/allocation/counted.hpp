#pragma once

#include <atomic>
#include <cstddef>

namespace azoth_tests {

/// How often this program has allocated memory, and how many bytes. It is an executable of its own for the sake of
/// this.
extern std::atomic<std::size_t> allocations;
extern std::atomic<std::size_t> allocated_bytes;

}  // namespace azoth_tests
