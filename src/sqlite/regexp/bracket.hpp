#pragma once

#include "tree.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace azoth::sqlite::regexp {

/// The bytes of `alpha`, `digit` ... and of `d`, `s`, `w`; ASCII only. None: there is no such class.
std::optional<ByteSet> class_named(std::string_view name);

/// What a backslash means that stands for bytes.
struct Escape {
    bool is_class = false;
    unsigned char byte = 0;
    ByteSet bytes;
};
/// Reads from behind the backslash on and advances. What else a backslash may begin (`\b` outside of brackets, back
/// references) is not read here. Throws PatternError.
Escape read_escape(std::string_view text, std::size_t& at);

/// Reads from behind the `[` to the `]` and advances. Throws PatternError.
ByteSet read_bracket(std::string_view text, std::size_t& at);

}  // namespace azoth::sqlite::regexp
