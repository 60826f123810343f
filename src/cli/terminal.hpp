#pragma once

#include <string>
#include <string_view>

namespace azoth::cli {

/// A name or another text from a database or a file, in printable form: one line without control characters.
std::string shown(std::string_view text);

/// SQL for standard output. On a terminal, control characters are shown as `\x1b`; in a file or a pipe the SQL is
/// exact, so that it can be executed.
std::string shown_sql(std::string_view sql);

}  // namespace azoth::cli
