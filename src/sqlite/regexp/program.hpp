#pragma once

#include "tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace azoth::sqlite::regexp {

enum class Operation : std::uint8_t {
    bytes,          ///< takes a byte of the set x
    split,          ///< goes on at x, or else at y
    jump,           ///< goes on at x
    begin,          ///< the value's begin
    end,            ///< the value's end
    word_boundary,  ///< x: 1 where there is none
    save,           ///< keeps the position as x: 2n begins group n + 1, 2n + 1 ends it
    back_reference,
    look_ahead,   ///< what follows up to its match; goes on at x; y: 1 where it must not match
    mark,         ///< keeps the position as mark x
    check_empty,  ///< goes on at y if nothing was taken since mark x
    match
};

struct Instruction {
    Operation operation;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
};

/// A pattern, compiled. Where it takes a way that leads nowhere, it takes the other one: how is up to the matcher.
struct Program {
    std::vector<Instruction> instructions;
    std::vector<ByteSet> sets;
    std::size_t slots = 0;
    std::size_t marks = 0;
    bool has_back_references = false;
    bool anchored = false;   ///< it can match at the value's begin only
    bool has_first = false;  ///< every match begins with a byte of `first`
    ByteSet first;
};

/// Throws PatternError.
Program compile(std::string_view pattern);

}  // namespace azoth::sqlite::regexp
