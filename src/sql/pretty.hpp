#pragma once

#include <string>
#include <string_view>

namespace azoth {

/// The same statement with each clause on a line of its own; statements in parentheses are indented.
std::string pretty_sql(std::string_view sql);

}  // namespace azoth
