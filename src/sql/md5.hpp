#pragma once

#include <string>
#include <string_view>

namespace azoth {

/// RFC 1321, in lower-case hexadecimal. For names only: MD5 is not secure.
std::string md5_hex(std::string_view text);

}  // namespace azoth
