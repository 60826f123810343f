#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

namespace azoth_tests {

/// Applies the first phases of translation to a source: trigraphs, as older compilers replace them, and continued
/// lines, also those with blanks after the backslash, as g++ accepts them.
inline std::string spliced(const std::string& source) {
    std::string text;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const bool trigraph = source.compare(i, 3, "?\?/") == 0;
        if (source[i] != '\\' && !trigraph) {
            text += source[i];
            continue;
        }
        if (trigraph) i += 2;
        std::size_t end = i + 1;
        while (end < source.size() && (source[end] == ' ' || source[end] == '\t' || source[end] == '\r')) ++end;
        if (end < source.size() && source[end] == '\n') {
            i = end;
        } else {
            text += '\\';
        }
    }
    return text;
}

/// The code of a source without comments and contents of literals. A \r, \v, \f, U+0085 or U+2028 ends a line, as in
/// some compilers and viewers.
inline std::string code_of(const std::string& source) {
    const std::string text = spliced(source);
    std::string code;
    const auto ends_line = [&](std::size_t i) {
        return std::string_view("\n\r\v\f").find(text[i]) != std::string_view::npos ||
               text.compare(i, 3, "\u2028") == 0 || text.compare(i, 3, "\u2029") == 0 ||
               text.compare(i, 2, "\u0085") == 0;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 2, "//") == 0) {
            while (i < text.size() && !ends_line(i)) ++i;
            code += '\n';
        } else if (text.compare(i, 2, "/*") == 0) {
            i = std::min(text.find("*/", i + 2), text.size() - 2) + 1;
        } else if (text[i] == '"') {
            for (++i; i < text.size() && text[i] != '"' && !ends_line(i); ++i) {
                if (text[i] == '\\') ++i;
            }
            code += "\"\"";
        } else {
            code += text[i];
        }
    }
    return code;
}

inline bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Whether there is a token `pwned`, or a directive other than those of every header.
inline bool has_foreign_code(const std::string& source) {
    std::string code = code_of(source);
    for (std::size_t at = code.find("pwned"); at != std::string::npos; at = code.find("pwned", at + 1)) {
        const bool begins = at == 0 || !is_word_character(code[at - 1]);
        const bool ends = at + 5 >= code.size() || !is_word_character(code[at + 5]);
        if (begins && ends) return true;
    }
    for (std::size_t at = code.find('#'); at != std::string::npos; at = code.find('#', at + 1)) {
        if (code.compare(at, 12, "#pragma once") != 0 && code.compare(at, 9, "#include ") != 0) return true;
    }
    return std::ranges::any_of(code, [](char c) { return c < ' ' && c != '\n'; });
}

/// Whether there is a byte that a terminal or an editor does not show as a plain character.
inline bool has_control(const std::string& source) {
    for (const char* const mark : {"\u202e", "\u2066", "\u2028", "\u2029", "\u0085"}) {
        if (source.find(mark) != std::string::npos) return true;
    }
    return std::ranges::any_of(source, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == 0x7f; });
}

}  // namespace azoth_tests
