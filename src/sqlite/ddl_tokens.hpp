#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::sqlite {

/// A word of a DDL statement, as SQLite keeps it in sqlite_master.
struct DdlToken {
    std::string text;      ///< of a quoted name or string what is in the quotes
    std::string keyword;   ///< a bare word in upper case; empty: it is none
    bool is_name = false;  ///< quoted or not
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<DdlToken> ddl_tokens(std::string_view sql);

/// The text with a blank for each comment: one that ends with its line would take in what is written after the text.
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
    /// Takes the word if it is the next one.
    bool take(std::string_view keyword_or_symbol) noexcept;
    /// Takes what stands in the parentheses that open here, them too, and gives its text; empty: none open here.
    std::string take_parentheses();
    /// The same as names separated by commas.
    std::vector<std::string> take_names();
    /// The parts between commas of what stands in the parentheses that open here, as cursors.
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
