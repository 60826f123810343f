#pragma once

#include <string_view>

namespace azoth::sqlite {

/// Whether SQLite gives a (lower-case) word a meaning of its own, so that it is better quoted as a name.
bool is_reserved_word(std::string_view word) noexcept;

}  // namespace azoth::sqlite
