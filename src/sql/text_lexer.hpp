#pragma once

#include <azoth/export.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How strings, identifiers and comments are written.
enum class Quoting : std::uint8_t {
    postgresql,  ///< E'...', $$...$$, comments that nest, and those that end at a carriage return, too
    sqlite       ///< [name] and `name`, comments that don't nest, no backslash in strings
};

/// A text split at its :parameters: piece 0, name 0, piece 1, ... There is one more piece than there are names.
struct CutText {
    std::vector<std::string> pieces;
    std::vector<std::string> names;
};

/// Finds the :parameters of raw SQL. Text in strings, quoted identifiers and comments is skipped. A colon that follows
/// a letter, a digit or another colon (casts, slices of arrays) begins no parameter; nor does one after a backslash,
/// which is dropped.
CutText cut_text(std::string_view sql, Quoting quoting = Quoting::postgresql);

/// The end of the string, quoted identifier or comment that begins at `at`; `at` itself if none begins there. An
/// unclosed one ends with the text.
std::size_t skip_quoted(std::string_view sql, std::size_t at, Quoting quoting = Quoting::postgresql);

/// Whether a text is one pair of parentheses with its content: "(a) + (b)" is not.
bool is_parenthesised(std::string_view sql);

/// The first word of a statement in upper case, after blanks, comments and opening parentheses; empty if the first
/// token is not a word.
std::string first_word(std::string_view sql, Quoting quoting = Quoting::postgresql);

/// Whether a word, given in upper case, occurs in the text outside of strings, quoted identifiers and comments.
bool has_word(std::string_view sql, std::string_view word, Quoting quoting = Quoting::postgresql) noexcept;

/// Whether a byte can be part of an identifier: a letter, a digit, _, $ or part of a non-ASCII character.
bool is_word(char c) noexcept;

}  // namespace azoth

AZOTH_EXPORT_END
