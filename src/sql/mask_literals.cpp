#include "sql/mask_literals.hpp"

#include "types/ascii.hpp"

namespace azoth {
namespace {

bool is_continuation_byte(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The byte at which the character begins.
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

// The end of a number that begins at `at`: 12, 1.5e-3, .5, 0x1F, 1_000.
std::size_t end_of_number(std::string_view sql, std::size_t at) {
    const bool hexadecimal = sql.substr(at).starts_with("0x") || sql.substr(at).starts_with("0X");
    for (++at; at < sql.size(); ++at) {
        const bool sign = (sql[at] == '+' || sql[at] == '-') && !hexadecimal &&
                          (sql[at - 1] == 'e' || sql[at - 1] == 'E') && at + 1 < sql.size() &&
                          ascii::is_digit(sql[at + 1]);
        if (!sign && sql[at] != '.' && (!is_word(sql[at]) || sql[at] == '$')) break;
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

std::size_t end_of_token(std::string_view sql, std::size_t at) {
    while (at < sql.size() && is_word(sql[at])) ++at;
    return at;
}

// Whether PostgreSQL reads the word as the prefix of the string after it.
bool is_string_prefix(std::string_view word) {
    return word.size() == 1 && std::string_view("EeBbXxNn").find(word.front()) != std::string_view::npos;
}

// Whether a literal begins at `at`, directly after a word or number, whose end depends on the server's version: 1e'\''
// is a number and a string with escapes to some.
bool is_doubtful(std::string_view sql, std::size_t at, std::string_view word) {
    if (at == sql.size()) return false;
    if (sql[at] == '$') return true;
    if (sql[at] != '\'' || is_string_prefix(word)) return false;
    return sql.substr(at, skip_quoted(sql, at) - at).find('\\') != std::string_view::npos;
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
        const bool postgresql = quoting == Quoting::postgresql;
        // A word is read as a whole, since a $ in it is a part of it; elsewhere $ begins a placeholder or a string.
        if (postgresql && is_word(sql[at]) && !ascii::is_digit(sql[at]) && sql[at] != '$') {
            const std::size_t word_end = end_of_token(sql, at);
            masked.sql += sql.substr(at, word_end - at);
            // $1e'\'': not every server reads a separate word after a placeholder.
            const std::size_t begin = at > 0 && is_word(sql[at - 1]) ? at - 1 : at;
            at = word_end;
            if (is_doubtful(sql, at, sql.substr(begin, word_end - begin))) {
                masked.sql += '?';
                at = sql.size();
            }
            continue;
        }
        if (postgresql && sql[at] == '$' && at + 1 < sql.size() && ascii::is_digit(sql[at + 1])) {
            masked.sql += sql[at++];
            while (at < sql.size() && ascii::is_digit(sql[at])) masked.sql += sql[at++];
            continue;
        }
        // Directly after a placeholder or number, $ begins a string, too.
        const bool dollar = postgresql && sql[at] == '$';
        std::size_t end = dollar ? at + skip_quoted(sql.substr(at), 0) : skip_quoted(sql, at, quoting);
        const bool identifier = sql[at] == '"' || sql[at] == '`' || sql[at] == '[';
        if (end != at && !identifier) {
            masked.sql += mask_of(sql[at]);
        } else if (end == at && begins_number(sql, at)) {
            end = end_of_number(sql, at);
            masked.sql += '?';
            if (postgresql && is_doubtful(sql, end, sql.substr(at, end - at))) end = sql.size();
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
