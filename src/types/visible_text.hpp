#pragma once

#include <azoth/export.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// Which line breaks a text keeps when it is shown.
enum class LineBreaks {
    escaped,  ///< none: the result is one line
    outside   ///< those outside of SQL's quotes, which cannot come from a name or a value; the same for tabs
};

/// Text from a database in a form that is safe on a terminal and in a log: control characters, characters that change
/// the direction of text, and bytes that are not UTF-8 are written as `\x1b`, `\n`, `\u202e`.
std::string visible_text(std::string_view text, LineBreaks breaks = LineBreaks::escaped);

}  // namespace azoth::detail

AZOTH_EXPORT_END
