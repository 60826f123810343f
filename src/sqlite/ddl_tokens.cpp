#include "sqlite/ddl_tokens.hpp"

#include "sql/text_lexer.hpp"
#include "types/ascii.hpp"

#include <algorithm>

namespace azoth::sqlite {
namespace {

// Reads from the opening to the closing quote; a doubled quote is a literal one, except in [...].
std::size_t read_quoted(std::string_view sql, std::size_t at, std::string& text) {
    const char close = sql[at] == '[' ? ']' : sql[at];
    for (++at; at < sql.size(); ++at) {
        if (sql[at] == close) {
            if (close == ']' || at + 1 >= sql.size() || sql[at + 1] != close) return at + 1;
            ++at;
        }
        text += sql[at];
    }
    return sql.size();
}

}  // namespace

std::vector<DdlToken> ddl_tokens(std::string_view sql) {
    std::vector<DdlToken> tokens;
    std::size_t at = 0;
    while (at < sql.size()) {
        const char c = sql[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            ++at;
            continue;
        }
        // SQLite reads a byte order mark between words as a blank.
        if (sql.substr(at, 3) == "\xEF\xBB\xBF") {
            at += 3;
            continue;
        }
        const std::string_view two = sql.substr(at, 2);
        if (two == "--") {
            at = std::min(sql.find('\n', at), sql.size());
            continue;
        }
        if (two == "/*") {
            const std::size_t close = sql.find("*/", at + 2);
            at = close == std::string_view::npos ? sql.size() : close + 2;
            continue;
        }
        DdlToken token;
        token.begin = at;
        if (c == '"' || c == '`' || c == '[' || c == '\'') {
            at = read_quoted(sql, at, token.text);
            token.is_name = true;
        } else if (is_word(c)) {
            while (at < sql.size() && is_word(sql[at])) token.text += sql[at++];
            token.is_name = true;
            for (const char letter : token.text) token.keyword += ascii::to_upper(letter);
        } else {
            token.text = c;
            token.keyword = token.text;
            ++at;
        }
        token.end = at;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

std::string without_comments(std::string_view sql) {
    std::string text;
    std::size_t at = 0;
    while (at < sql.size()) {
        const char c = sql[at];
        // SQLite reads a byte order mark between words as a blank.
        if (sql.substr(at, 3) == "\xEF\xBB\xBF") {
            at += 3;
            continue;
        }
        const std::string_view two = sql.substr(at, 2);
        if (two == "--" || two == "/*") {
            const std::size_t close = two == "--" ? sql.find('\n', at) : sql.find("*/", at + 2);
            at = close == std::string_view::npos ? sql.size() : close + (two == "--" ? 0 : 2);
            if (two == "/*") text += ' ';
        } else if (c == '"' || c == '`' || c == '[' || c == '\'') {
            std::string ignored;
            const std::size_t end = read_quoted(sql, at, ignored);
            text += sql.substr(at, end - at);
            at = end;
        } else {
            text += c;
            ++at;
        }
    }
    while (!text.empty() && ascii::is_space(text.back())) text.pop_back();
    text.erase(text.begin(), std::ranges::find_if_not(text, ascii::is_space));
    return text;
}

const DdlToken& DdlCursor::nothing() noexcept {
    static const DdlToken none;
    return none;
}

bool DdlCursor::take(std::string_view keyword_or_symbol) noexcept {
    if (peek().keyword != keyword_or_symbol) return false;
    ++at_;
    return true;
}

std::size_t DdlCursor::closing() const noexcept {
    int depth = 0;
    for (std::size_t i = at_; i < end_; ++i) {
        if (tokens_[i].keyword == "(") ++depth;
        if (tokens_[i].keyword == ")" && --depth == 0) return i;
    }
    return end_;
}

std::string DdlCursor::take_parentheses() {
    if (peek().keyword != "(") return {};
    const std::size_t close = closing();
    const std::size_t begin = tokens_[at_].end;
    const std::size_t end = close < end_ ? tokens_[close].begin : sql_.size();
    at_ = std::min(close + 1, end_);
    return without_comments(sql_.substr(begin, end - begin));
}

std::vector<DdlCursor> DdlCursor::take_parts() {
    std::vector<DdlCursor> parts;
    if (peek().keyword != "(") return parts;
    const std::size_t close = closing();
    int depth = 0;
    std::size_t begin = at_ + 1;
    for (std::size_t i = at_; i <= close && i < end_; ++i) {
        const std::string& word = tokens_[i].keyword;
        if (word == "(") ++depth;
        if (word == ")") --depth;
        if ((word == "," && depth == 1) || i == close) {
            if (i > begin) parts.emplace_back(sql_, tokens_, begin, i);
            begin = i + 1;
        }
    }
    at_ = std::min(close + 1, end_);
    return parts;
}

std::vector<std::string> DdlCursor::take_names() {
    std::vector<std::string> names;
    for (const DdlCursor& part : take_parts()) names.push_back(part.peek().text);
    return names;
}

std::string DdlCursor::rest() const {
    return done() ? std::string()
                  : without_comments(sql_.substr(tokens_[at_].begin, tokens_[end_ - 1].end - tokens_[at_].begin));
}

}  // namespace azoth::sqlite
