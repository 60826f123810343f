#pragma once

#include "meter.hpp"
#include "tree.hpp"

#include <cstddef>
#include <string_view>

namespace azoth::sqlite::regexp {

/// Whether a byte of a word and one of none, or the value's begin or end, meet there.
bool is_word_boundary(std::string_view value, std::size_t at) noexcept;

/// Where the next byte of a set is, from `at` on; at the value's end there is none.
std::size_t find_byte(std::string_view value, std::size_t at, const ByteSet& set, Meter& meter);

}  // namespace azoth::sqlite::regexp
