#pragma once

#include "tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace azoth::sqlite::regexp {

enum class Operation : std::uint8_t {
    bytes,          ///< consumes a byte of the set x
    split,          ///< continues at x, or else at y
    jump,           ///< continues at x
    begin,          ///< the value's begin
    end,            ///< the value's end
    word_boundary,  ///< x: 1 if there must be none
    save,           ///< saves the position as x: 2n begins group n + 1, 2n + 1 ends it
    back_reference,
    look_ahead,   ///< matches what follows up to its match; continues at x; y: 1 if it must not match
    mark,         ///< saves the position as mark x
    check_empty,  ///< continues at y if nothing was consumed since mark x
    match
};

struct Instruction {
    Operation operation;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
};

/// A compiled pattern. If one way of a split does not match, the matcher tries the other; how is up to the matcher.
struct Program {
    std::vector<Instruction> instructions;
    std::vector<ByteSet> sets;
    std::size_t slots = 0;
    std::size_t marks = 0;
    bool has_back_references = false;
    bool anchored = false;   ///< it can match only at the beginning of the value
    bool has_first = false;  ///< every match begins with a byte of `first`
    ByteSet first;
};

/// Throws PatternError.
Program compile(std::string_view pattern);

}  // namespace azoth::sqlite::regexp
