#include "sql/text_lexer.hpp"

#include "types/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace azoth {
namespace {

bool starts_name(char c) noexcept { return is_word(c) && !ascii::is_digit(c) && c != '$'; }

char at_or_nul(std::string_view text, std::size_t at) noexcept { return at < text.size() ? text[at] : '\0'; }

// A comment that begins with -- ends as in PostgreSQL, also at a carriage return.
std::size_t skip_line(std::string_view sql, std::size_t at) {
    const std::size_t end = sql.find_first_of("\r\n", at);
    if (end == std::string_view::npos) return sql.size();
    return sql.substr(end).starts_with("\r\n") ? end + 2 : end + 1;
}

// Where a string that ended at `at` continues: at a quote after blanks that contain a line break, and comments. `at` if
// it does not continue.
std::size_t continued_at(std::string_view sql, std::size_t at) {
    bool line = false;
    for (std::size_t next = at; next < sql.size();) {
        const char c = sql[next];
        if (c == '\'' && line) return next;
        if (c == '-' && at_or_nul(sql, next + 1) == '-') {
            next = skip_line(sql, next);
            line = true;
        } else if (ascii::is_space(c) || c == '\v') {
            line = line || c == '\n' || c == '\r';
            ++next;
        } else {
            break;
        }
    }
    return at;
}

// Skips a string in single quotes from its opening quote; a quote in it is doubled.
std::size_t skip_string(std::string_view sql, std::size_t at) {
    for (++at; at < sql.size(); ++at) {
        if (sql[at] != '\'') continue;
        if (at_or_nul(sql, at + 1) != '\'') return at + 1;
        ++at;
    }
    return sql.size();
}

// Skips an E'' string from its quote; a quote in it may also be escaped. It may continue on another line.
std::size_t skip_escape_string(std::string_view sql, std::size_t at) {
    for (++at; at < sql.size(); ++at) {
        if (sql[at] == '\\') {
            ++at;
        } else if (sql[at] == '\'') {
            if (at_or_nul(sql, at + 1) == '\'') {
                ++at;
            } else if (const std::size_t next = continued_at(sql, at + 1); next == at + 1) {
                return next;
            } else {
                at = next;
            }
        }
    }
    return sql.size();
}

std::size_t skip_until(std::string_view sql, std::size_t at, std::string_view end) {
    const std::size_t found = sql.find(end, at);
    return found == std::string_view::npos ? sql.size() : found + end.size();
}

// Skips to the closing quote, which is the same character as the opening one; one inside is doubled.
std::size_t skip_quoted_identifier(std::string_view sql, std::size_t at) {
    const char quote = sql[at];
    for (++at; at < sql.size(); ++at) {
        if (sql[at] != quote) continue;
        if (at_or_nul(sql, at + 1) != quote) return at + 1;
        ++at;
    }
    return sql.size();
}

// Skips a comment. Comments between /* and */ nest.
std::size_t skip_comment(std::string_view sql, std::size_t at) {
    int depth = 0;
    while (at < sql.size()) {
        if (sql.substr(at).starts_with("/*")) {
            ++depth;
            at += 2;
        } else if (sql.substr(at).starts_with("*/")) {
            at += 2;
            if (--depth == 0) return at;
        } else {
            ++at;
        }
    }
    return sql.size();
}

// Skips $$...$$ or $tag$...$tag$.
std::size_t skip_dollar_string(std::string_view sql, std::size_t at) {
    std::size_t end = at + 1;
    if (starts_name(at_or_nul(sql, end))) {
        while (end < sql.size() && is_word(sql[end]) && sql[end] != '$') ++end;
    }
    if (at_or_nul(sql, end) != '$') return at;
    const std::string_view tag = sql.substr(at, end + 1 - at);
    return skip_until(sql, end + 1, tag);
}

bool is_escape_prefix(std::string_view sql, std::size_t quote) {
    if (quote == 0 || (sql[quote - 1] != 'E' && sql[quote - 1] != 'e')) return false;
    return quote == 1 || !is_word(sql[quote - 2]);
}

}  // namespace

bool is_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ascii::is_digit(c) || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::size_t skip_quoted(std::string_view sql, std::size_t at, Quoting quoting) {
    const char next = at_or_nul(sql, at + 1);
    if (quoting == Quoting::sqlite) {
        switch (sql[at]) {
            case '\'': return skip_string(sql, at);
            case '-': return next == '-' ? skip_until(sql, at, "\n") : at;
            case '`': return skip_quoted_identifier(sql, at);
            case '[': return skip_until(sql, at, "]");
            case '/': return next == '*' ? skip_until(sql, at + 2, "*/") : at;
            case '$': return at;
            default: break;
        }
    }
    switch (sql[at]) {
        case '\'': return is_escape_prefix(sql, at) ? skip_escape_string(sql, at) : skip_string(sql, at);
        case '"': return skip_quoted_identifier(sql, at);
        case '-': return next == '-' ? skip_line(sql, at) : at;
        case '/': return next == '*' ? skip_comment(sql, at) : at;
        case '$': return at > 0 && is_word(sql[at - 1]) ? at : skip_dollar_string(sql, at);
        default: return at;
    }
}

bool is_parenthesised(std::string_view sql) {
    int depth = 0;
    bool begun = false;
    std::size_t at = 0;
    while (at < sql.size()) {
        const char c = sql[at];
        const std::size_t end = skip_quoted(sql, at);
        const bool comment = end != at && (c == '-' || c == '/');
        if (!comment && !ascii::is_space(c)) {
            if (begun ? depth == 0 : c != '(') return false;
            begun = true;
            if (c == '(') ++depth;
            if (c == ')') --depth;
        }
        at = end != at ? end : at + 1;
    }
    return begun && depth == 0;
}

std::string first_word(std::string_view sql, Quoting quoting) {
    constexpr std::string_view skipped = " \t\r\n\f\v(";
    std::size_t at = 0;
    while (at < sql.size()) {
        const std::size_t end = skip_quoted(sql, at, quoting);
        const bool comment = end != at && (sql[at] == '-' || sql[at] == '/');
        if (!comment && skipped.find(sql[at]) == std::string_view::npos) break;
        at = comment ? end : at + 1;
    }
    std::string word;
    for (; at < sql.size() && is_word(sql[at]); ++at) {
        word += sql[at] >= 'a' && sql[at] <= 'z' ? static_cast<char>(sql[at] - 'a' + 'A') : sql[at];
    }
    return word;
}

bool has_word(std::string_view sql, std::string_view word, Quoting quoting) noexcept {
    const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b; };
    // Most texts do not contain the word at all, which a plain search finds faster.
    if (std::search(sql.begin(), sql.end(), word.begin(), word.end(), same) == sql.end()) return false;
    for (std::size_t at = 0; at < sql.size();) {
        if (const std::size_t end = skip_quoted(sql, at, quoting); end != at) {
            at = end;
            continue;
        }
        const std::size_t begin = at;
        while (at < sql.size() && is_word(sql[at])) ++at;
        if (std::equal(sql.begin() + static_cast<std::ptrdiff_t>(begin), sql.begin() + static_cast<std::ptrdiff_t>(at),
                       word.begin(), word.end(), same)) {
            return true;
        }
        if (at == begin) ++at;
    }
    return false;
}

CutText cut_text(std::string_view sql, Quoting quoting) {
    CutText cut;
    std::string piece;
    std::size_t at = 0;
    while (at < sql.size()) {
        if (const std::size_t end = skip_quoted(sql, at, quoting); end != at) {
            // SQLAlchemy's users escape colons in strings, too.
            const bool string = sql[at] == '\'';
            for (; at < end; ++at) {
                if (string && sql[at] == '\\' && at_or_nul(sql, at + 1) == ':') continue;
                piece += sql[at];
            }
            continue;
        }
        const char c = sql[at];
        if (c == '\\' && at_or_nul(sql, at + 1) == ':') {
            piece += ':';
            at += 2;
            continue;
        }
        const bool colon = c == ':';
        if (colon && at_or_nul(sql, at + 1) == ':') {
            piece += "::";
            at += 2;
            continue;
        }
        if (!colon || !starts_name(at_or_nul(sql, at + 1)) || (at > 0 && is_word(sql[at - 1]))) {
            piece += c;
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        while (end < sql.size() && is_word(sql[end])) ++end;
        cut.names.emplace_back(sql.substr(at + 1, end - at - 1));
        cut.pieces.push_back(std::move(piece));
        piece.clear();
        at = end;
    }
    cut.pieces.push_back(std::move(piece));
    return cut;
}

}  // namespace azoth
