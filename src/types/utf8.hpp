#pragma once

#include <cstddef>
#include <string_view>

namespace azoth::detail {

/// One character of a UTF-8 text, or one byte that is not part of any.
struct Utf8Character {
    char32_t code = 0;  ///< the code point; the byte if it is not part of a character
    std::size_t size = 1;
    bool valid = false;
};

/// The character that begins at `at`, which must be less than the size of the text. Overlong forms, surrogates and code
/// points above U+10FFFF are not characters.
Utf8Character utf8_character(std::string_view text, std::size_t at) noexcept;

/// Whether the text is well-formed UTF-8 (RFC 3629); it may contain NUL. Without NUL: is_storable_text() in
/// text_codecs.hpp.
bool is_utf8(std::string_view text) noexcept;

/// Whether a character has an effect other than being shown in its place: controls (C0, DEL, C1), line and paragraph
/// separators, and characters that change the direction of the text after them.
bool is_control(char32_t code) noexcept;

}  // namespace azoth::detail
