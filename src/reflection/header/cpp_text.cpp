#include "reflection/header/cpp_text.hpp"

#include "types/utf8.hpp"
#include "types/visible_text.hpp"

namespace azoth::detail {
namespace {

// Three octal digits: unlike \x, the escape ends there, even if a digit follows.
void append_octal(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "01234567";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += '\\';
        for (const unsigned shift : {6U, 3U, 0U}) out += digits[(byte >> shift) & 7U];
    }
}

}  // namespace

std::string cpp_literal(std::string_view text) {
    std::string literal = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = utf8_character(text, at);
        const std::string_view bytes = text.substr(at, character.size);
        const bool trigraph = character.code == '?' && literal.back() == '?';
        if (character.code == '"' || character.code == '\\' || trigraph) {
            literal += '\\';
            literal += bytes;
        } else if (character.code == '\n') {
            literal += "\\n";
        } else if (character.code == '\t') {
            literal += "\\t";
        } else if (!character.valid || is_control(character.code)) {
            append_octal(literal, bytes);
        } else {
            literal += bytes;
        }
        at += character.size;
    }
    return literal + '"';
}

std::string cpp_comment(std::string_view text, std::string_view indent) {
    // Without a backslash, or a trigraph for one, at its end, no line continues on the next.
    std::string plain;
    for (const char c : text) {
        if (c == '\\') {
            plain += "\\x5c";
        } else if (c == '?' && !plain.empty() && plain.back() == '?') {
            plain += "\\x3f";
        } else {
            plain += c;
        }
    }
    std::string line(indent);
    line += "// ";
    line += visible_text(plain);
    // visible_text() writes line ends as escapes, which leave no backslash at the end of a line.
    return line + '\n';
}

}  // namespace azoth::detail
