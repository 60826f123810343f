#include "sql/mask_literals.hpp"

#include "types/ascii.hpp"

namespace azoth {
namespace {

bool is_continuation_byte(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The byte at which a character begins.
std::size_t byte_of_character(std::string_view text, std::size_t position) {
    std::size_t at = 0;
    for (std::size_t seen = 1; seen < position && at < text.size(); ++seen) {
        do ++at;
        while (at < text.size() && is_continuation_byte(text[at]));
    }
    return at;
}

std::size_t character_count(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += is_continuation_byte(c) ? 0 : 1;
    return count;
}

// Of a number that begins at `at`: 12, 1.5e-3, .5, 0x1F, 1_000.
std::size_t end_of_number(std::string_view sql, std::size_t at) {
    const bool hexadecimal = sql.substr(at).starts_with("0x") || sql.substr(at).starts_with("0X");
    for (++at; at < sql.size(); ++at) {
        const bool sign = (sql[at] == '+' || sql[at] == '-') && !hexadecimal &&
                          (sql[at - 1] == 'e' || sql[at - 1] == 'E') && at + 1 < sql.size() &&
                          ascii::is_digit(sql[at + 1]);
        if (!sign && sql[at] != '.' && !is_word(sql[at])) break;
    }
    return at;
}

// $1 and ?1 are placeholders, and t1 is a name.
bool begins_number(std::string_view sql, std::size_t at) {
    const bool decimal_point = sql[at] == '.' && at + 1 < sql.size() && ascii::is_digit(sql[at + 1]);
    if (!ascii::is_digit(sql[at]) && !decimal_point) return false;
    if (at == 0) return true;
    const char before = sql[at - 1];
    return !is_word(before) && before != '?' && !(decimal_point && (before == '"' || before == ']' || before == ')'));
}

std::string_view mask_of(char first) noexcept {
    switch (first) {
        case '-': return "--?\n";
        case '/': return "/*?*/";
        default: return "?";
    }
}

}  // namespace

MaskedText mask_literals(std::string_view sql, Quoting quoting, std::size_t position) {
    const std::size_t marked = byte_of_character(sql, position);
    MaskedText masked;
    bool placed = position == 0;
    for (std::size_t at = 0; at < sql.size();) {
        if (!placed && at >= marked) {
            masked.position = character_count(masked.sql) + 1;
            placed = true;
        }
        std::size_t end = skip_quoted(sql, at, quoting);
        const bool identifier = sql[at] == '"' || sql[at] == '`' || sql[at] == '[';
        if (end != at && !identifier) {
            masked.sql += mask_of(sql[at]);
        } else if (end == at && begins_number(sql, at)) {
            end = end_of_number(sql, at);
            masked.sql += '?';
        } else {
            if (end == at) ++end;
            masked.sql += sql.substr(at, end - at);
        }
        at = end;
    }
    if (!placed) masked.position = character_count(masked.sql) + 1;
    return masked;
}

}  // namespace azoth
