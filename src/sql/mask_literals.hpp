#pragma once

#include "sql/text_lexer.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace azoth {

/// A statement with `?` in place of each literal, string or number, and of the text of each comment.
struct MaskedText {
    std::string sql;
    std::size_t position = 0;  ///< where the given position is in it
};

/// Keeps names, placeholders and quoted identifiers. `position` is that of a character, counted from 1; 0: none.
MaskedText mask_literals(std::string_view sql, Quoting quoting, std::size_t position = 0);

}  // namespace azoth
