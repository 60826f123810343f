#pragma once

#include "types/ascii.hpp"
#include "types/text_error.hpp"

#include <cstddef>
#include <string_view>

namespace azoth::detail {

/// The base class of readers that read a value's text from beginning to end, character by character.
class TextCursor {
public:
    /// Throws DataError: the text is not a valid <what>.
    [[noreturn]] void fail() const { throw_text_error(text_, what_); }
    bool at_end() const noexcept { return at_ == text_.size(); }
    void skip_space() noexcept {
        while (!at_end() && ascii::is_space(text_[at_])) ++at_;
    }
    /// Skips the next character if it is this one. Returns whether it was.
    bool accept(char c) noexcept {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

protected:
    TextCursor(std::string_view text, std::string_view what) noexcept : text_(text), what_(what) {}
    ~TextCursor() = default;

    std::string_view text_;
    std::size_t at_ = 0;  // never beyond the end

private:
    std::string_view what_;
};

}  // namespace azoth::detail
