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

/// A text cut where its :parameters stand: piece 0, name 0, piece 1, ... There is one piece more than there are names.
struct CutText {
    std::vector<std::string> pieces;
    std::vector<std::string> names;
};

/// Finds the :parameters of a SQL text. What stands in strings, quoted identifiers and comments is none, nor is a colon
/// that follows a letter, a digit or another colon (casts, slices of arrays) or stands behind a backslash, which is
/// dropped.
CutText cut_text(std::string_view sql, Quoting quoting = Quoting::postgresql);

/// The end of the string, quoted identifier or comment that begins at `at`; `at` itself if none does. One that is not
/// closed reaches to the end of the text.
std::size_t skip_quoted(std::string_view sql, std::size_t at, Quoting quoting = Quoting::postgresql);

/// Whether a text is one pair of parentheses and what is between them: "(a) + (b)" is not.
bool is_parenthesised(std::string_view sql);

/// The first word of a statement in upper case, behind blanks, comments and opening parentheses; empty if something
/// else stands there.
std::string first_word(std::string_view sql, Quoting quoting = Quoting::postgresql);

/// Whether a word, given in upper case, stands in the text outside of strings, quoted identifiers and comments.
bool has_word(std::string_view sql, std::string_view word, Quoting quoting = Quoting::postgresql) noexcept;

/// Whether a byte can be part of an identifier: a letter, a digit, _, $ or part of a character beyond ASCII.
bool is_word(char c) noexcept;

}  // namespace azoth

AZOTH_EXPORT_END
