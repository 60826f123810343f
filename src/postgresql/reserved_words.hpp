#pragma once

#include <string_view>

namespace azoth::postgresql {

/// Whether PostgreSQL 15 reserves a (lower-case) word, so that it needs quotes as the name of a table or column.
bool is_reserved_word(std::string_view word) noexcept;

}  // namespace azoth::postgresql
