#pragma once

#include <string_view>

namespace azoth::detail {

/// Throws DataError: the text is not a valid <what>. The detail shows the text, shortened if it is long.
[[noreturn]] void throw_text_error(std::string_view text, std::string_view what);

}  // namespace azoth::detail
