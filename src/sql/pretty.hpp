#pragma once

#include <string>
#include <string_view>

namespace azoth {

/// The same statement with each clause on a line of its own and what stands in parentheses as a statement indented.
std::string pretty_sql(std::string_view sql);

}  // namespace azoth
