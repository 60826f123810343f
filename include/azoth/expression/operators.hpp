#pragma once

#include <cstdint>
#include <string_view>

namespace azoth {

enum class Operator : std::uint8_t {
    none,  ///< the element is atomic: a column, a parameter, a function call
    // conjunctions
    and_,
    or_,
    not_,
    // comparisons
    eq,
    ne,
    lt,
    le,
    gt,
    ge,
    is,
    is_not,
    is_distinct_from,
    is_not_distinct_from,
    in,
    not_in,
    like,
    not_like,
    ilike,
    not_ilike,
    between,
    not_between,
    exists,
    // arithmetic
    add,
    subtract,
    multiply,
    true_divide,
    floor_divide,
    modulo,
    negate,
    concat,
    // lists and modifiers
    comma,
    asc,
    desc,
    nulls_first,
    nulls_last,
    as
};

/// What the compiler knows of an operator; one table holds them all.
struct OperatorInfo {
    std::string_view text;  ///< as written between or before its operands
    int precedence;         ///< SQLAlchemy's scale: the higher, the tighter it binds
    bool self_grouping;     ///< a chain of it needs no parentheses
    bool is_comparison;     ///< its value is a truth value
    Operator negation;      ///< the operator that NOT turns it into; none: NOT is written
};

const OperatorInfo& info(Operator op) noexcept;

/// Whether an operand headed by `inner` is written in parentheses beside `outer`.
bool needs_parentheses(Operator inner, Operator outer) noexcept;

}  // namespace azoth
