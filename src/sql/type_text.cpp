#include "sql/type_text.hpp"

#include <azoth/error.hpp>

#include <algorithm>

namespace azoth {

std::string sized_type(std::string_view name, const SqlType& type) {
    std::string text(name);
    if (type.length() >= 0) {
        text += '(' + std::to_string(type.length());
        if (type.scale() >= 0) text += ", " + std::to_string(type.scale());
        text += ')';
    }
    return text;
}

std::string spelled_or(const SqlType& type, std::string_view name) {
    return type.detail().spelling.empty() ? std::string(name) : checked_spelling(type.detail().spelling);
}

std::string checked_spelling(std::string_view spelling) {
    const auto is_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
    };
    std::string_view words = spelling;
    if (const std::size_t open = spelling.find('('); open != std::string_view::npos && spelling.ends_with(')')) {
        const std::string_view sizes = spelling.substr(open + 1, spelling.size() - open - 2);
        const auto is_size = [](char c) { return (c >= '0' && c <= '9') || c == ',' || c == ' ' || c == '-'; };
        if (open > 0 && std::all_of(sizes.begin(), sizes.end(), is_size)) words = spelling.substr(0, open);
    }
    if (!std::all_of(words.begin(), words.end(), is_word)) {
        throw CompileError("'" + std::string(spelling) + "' is not the name of a type");
    }
    return std::string(spelling);
}

int enum_length(const SqlType& type) {
    if (type.length() >= 0) return type.length();
    std::ptrdiff_t longest = 0;
    for (const std::string& label : type.detail().labels) {
        const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
        longest = std::max(longest, std::count_if(label.begin(), label.end(), begins_character));
    }
    return static_cast<int>(longest);
}

}  // namespace azoth
