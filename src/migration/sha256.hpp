#pragma once

#include <string>
#include <string_view>

namespace azoth {

/// FIPS 180-4, in lower-case hexadecimal: 64 digits.
std::string sha256_hex(std::string_view text);

}  // namespace azoth
