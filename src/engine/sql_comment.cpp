#include <azoth/engine/observer.hpp>

#include <algorithm>
#include <vector>

namespace azoth {
namespace {

/// Encodes all but the unreserved characters of a URL, so that the value can end neither quotes nor comments.
std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        if (plain) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4];
        result += digits[byte & 15];
    }
    return result;
}

}  // namespace

std::string sql_comment(std::span<const std::pair<std::string, std::string>> tags) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : tags) {
        if (key.empty() || value.empty()) continue;
        parts.push_back(percent_encoded(key).append("='").append(percent_encoded(value)).append("'"));
    }
    if (parts.empty()) return {};
    std::ranges::sort(parts);
    std::string comment(" /*");
    for (const std::string& part : parts) {
        if (comment.back() == '\'') comment += ',';
        comment += part;
    }
    return comment.append("*/");
}

}  // namespace azoth
