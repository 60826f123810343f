#pragma once

#include <cstddef>
#include <string_view>

namespace azoth::detail {

/// One character of a UTF-8 text, or one byte that belongs to none.
struct Utf8Character {
    char32_t code = 0;  ///< of a byte that belongs to no character: the byte
    std::size_t size = 1;
    bool valid = false;
};

/// The character that begins at `at`, which is smaller than the size of the text. Overlong forms, surrogates and what
/// lies above U+10FFFF are no characters.
Utf8Character utf8_character(std::string_view text, std::size_t at) noexcept;

/// Well-formed UTF-8 (RFC 3629), in which a NUL may stand. Without one: is_storable_text() in text_codecs.hpp.
bool is_utf8(std::string_view text) noexcept;

/// Whether a character does something else than being seen where it stands: controls (C0, DEL, C1), ends of lines and
/// paragraphs, and those that change the direction in which the text after them is shown.
bool is_control(char32_t code) noexcept;

}  // namespace azoth::detail
