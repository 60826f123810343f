#pragma once

#include <string>
#include <string_view>

namespace azoth::detail {

/// A C++ string literal of any bytes. No byte ends it, forms a trigraph or changes how the source is shown.
std::string cpp_literal(std::string_view text);

/// A whole line: the indent, `// `, the text and the line end. For any text, the comment ends with the line and does
/// not include the next one.
std::string cpp_comment(std::string_view text, std::string_view indent = {});

}  // namespace azoth::detail
