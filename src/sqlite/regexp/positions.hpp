#pragma once

#include "meter.hpp"
#include "tree.hpp"

#include <cstddef>
#include <string_view>

namespace azoth::sqlite::regexp {

/// Whether `at` is between a byte of a word and one that is not, where the beginning and the end of the value count as
/// the latter.
bool is_word_boundary(std::string_view value, std::size_t at) noexcept;

/// The position of the next byte of the set, at or after `at`; the value's size if there is none.
std::size_t find_byte(std::string_view value, std::size_t at, const ByteSet& set, Meter& meter);

}  // namespace azoth::sqlite::regexp
