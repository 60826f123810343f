#include "types/ascii.hpp"
#include "types/text_families.hpp"

#include <algorithm>

namespace azoth::detail {

void append_quoted_field(std::string& out, std::string_view field, std::string_view special) {
    const bool quoted = field.empty() || std::ranges::any_of(field, [&](char c) {
                            return ascii::is_space(c) || special.find(c) != std::string_view::npos;
                        });
    if (quoted) out += '"';
    for (const char c : field) {
        if (c == '"' || c == '\\') out += c;
        out += c;
    }
    if (quoted) out += '"';
}

}  // namespace azoth::detail
