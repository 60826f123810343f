#pragma once

#include <string>
#include <string_view>

namespace azoth_tests {

/// Every run of white space as one blank, none at the ends: SQL is compared so.
inline std::string folded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank) {
            result += c;
        } else if (!result.empty() && result.back() != ' ') {
            result += ' ';
        }
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

}  // namespace azoth_tests
