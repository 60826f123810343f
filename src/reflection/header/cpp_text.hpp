#pragma once

#include <string>
#include <string_view>

namespace azoth::detail {

/// A C++ string literal of any bytes. None of them ends it, is a trigraph or changes how the source is shown.
std::string cpp_literal(std::string_view text);

/// A whole line: the indent, `// `, the text and the end of the line. Whatever the text is, the comment ends where the
/// line does, and the next line is none of it.
std::string cpp_comment(std::string_view text, std::string_view indent = {});

}  // namespace azoth::detail
