#pragma once

#include "tree.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace azoth::sqlite::regexp {

/// The bytes of `alpha`, `digit` ... and of `d`, `s`, `w`; ASCII only. Empty if there is no such class.
std::optional<ByteSet> class_named(std::string_view name);

/// The meaning of an escape that represents bytes.
struct Escape {
    bool is_class = false;
    unsigned char byte = 0;
    ByteSet bytes;
};
/// Reads an escape after its backslash and advances. Other escapes (`\b` outside of brackets, back references) are not
/// read here. Throws PatternError.
Escape read_escape(std::string_view text, std::size_t& at);

/// Reads from after the `[` to the `]` and advances. Throws PatternError.
ByteSet read_bracket(std::string_view text, std::size_t& at);

}  // namespace azoth::sqlite::regexp
