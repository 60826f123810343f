#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// The statements of a script, which semicolons separate: not those in strings, quoted identifiers and comments, nor
/// those inside the body of a trigger (SQLite) or of a function with BEGIN ATOMIC (PostgreSQL). Without the semicolon
/// and the blanks around; what consists of comments alone is none.
std::vector<std::string> split_script(std::string_view sql);

}  // namespace azoth
