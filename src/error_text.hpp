#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace azoth::detail {

/// The start of the character of UTF-8 that holds the byte at `at`; the size of the text if it has no such byte.
std::size_t character_start(std::string_view text, std::size_t at) noexcept;

/// Appends a text, of one of more than `longest` bytes only the beginning and the end, each of whole characters, with
/// the number of bytes that are left out between them.
void append_shortened(std::string& out, std::string_view text, std::size_t longest);

std::string shortened(std::string_view text, std::size_t longest);

}  // namespace azoth::detail
