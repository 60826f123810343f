#pragma once

#include <string>
#include <string_view>

namespace azoth {

/// RFC 1321, in lower-case hexadecimal. For names only: it is no protection against anyone.
std::string md5_hex(std::string_view text);

}  // namespace azoth
