#pragma once

#include <azoth/export.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// Which ends of lines a text keeps when it is shown.
enum class LineBreaks {
    escaped,  ///< none: one line stays one line
    outside   ///< those outside of SQL's quotes, which a name or a value can't bring in; tabs likewise
};

/// Text from a database as it may be shown on a terminal and in a log: controls, marks that turn the direction of a
/// text and bytes that are no UTF-8 are written `\x1b`, `\n`, `\u202e`.
std::string visible_text(std::string_view text, LineBreaks breaks = LineBreaks::escaped);

}  // namespace azoth::detail

AZOTH_EXPORT_END
