#pragma once

#include <string_view>

namespace azoth::sqlite {

/// Whether a (lower-case) word is a keyword of SQLite, so that it must be quoted as a name.
bool is_reserved_word(std::string_view word) noexcept;

}  // namespace azoth::sqlite
