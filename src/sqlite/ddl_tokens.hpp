#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::sqlite {

/// A token of a DDL statement in sqlite_master.
struct DdlToken {
    std::string text;      ///< without the quotes of a quoted name or string
    std::string keyword;   ///< an unquoted word in upper case; empty: it is not a word
    bool is_name = false;  ///< quoted or not
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<DdlToken> ddl_tokens(std::string_view sql);

/// The text with a blank in place of each comment, so that a line comment does not swallow text that is appended.
std::string without_comments(std::string_view sql);

/// Walks through tokens.
class DdlCursor {
public:
    DdlCursor(std::string_view sql, const std::vector<DdlToken>& tokens, std::size_t from, std::size_t to) noexcept
        : sql_(sql), tokens_(tokens), at_(from), end_(to) {}

    bool done() const noexcept { return at_ >= end_; }
    std::size_t position() const noexcept { return at_; }
    const DdlToken& peek() const noexcept { return done() ? nothing() : tokens_[at_]; }
    const DdlToken& next() noexcept { return done() ? nothing() : tokens_[at_++]; }
    /// Skips the word if it is the next one. Returns whether it was.
    bool take(std::string_view keyword_or_symbol) noexcept;
    /// Takes the text in the parentheses that open here, with the parentheses; empty if none open here.
    std::string take_parentheses();
    /// Takes the parenthesised, comma-separated names that begin here.
    std::vector<std::string> take_names();
    /// Takes the parenthesised list that begins here; returns a cursor for each comma-separated part.
    std::vector<DdlCursor> take_parts();
    /// The text from here to the end.
    std::string rest() const;

private:
    static const DdlToken& nothing() noexcept;
    std::size_t closing() const noexcept;

    std::string_view sql_;
    const std::vector<DdlToken>& tokens_;
    std::size_t at_;
    std::size_t end_;
};

}  // namespace azoth::sqlite
