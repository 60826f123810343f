#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

enum class Operator : std::uint8_t {
    none,  ///< the element is atomic: a column, a parameter, a function call
    // conjunctions
    and_,
    or_,
    not_,
    condition,  ///< never an element's own: where a truth value stands by itself, as in WHERE
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
    contains,
    not_contains,
    startswith,
    not_startswith,
    endswith,
    not_endswith,
    icontains,
    not_icontains,
    istartswith,
    not_istartswith,
    iendswith,
    not_iendswith,
    between,
    not_between,
    regexp_match,
    not_regexp_match,
    regexp_replace,
    match,
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
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    bitwise_not,
    bitwise_lshift,
    bitwise_rshift,
    // PostgreSQL: arrays, json, hstore, ranges
    includes,     ///< @>
    included_by,  ///< <@
    overlaps,     ///< &&
    has_key,
    has_all,
    has_any,
    delete_path,
    path_exists,
    path_match,
    strictly_left_of,
    strictly_right_of,
    not_extend_right_of,
    not_extend_left_of,
    adjacent_to,
    element_of,  ///< hstore ->
    // forms
    getitem,
    json_getitem,
    collate,
    filter,
    any,
    all,
    distinct,
    custom,  ///< text and precedence stand in the node
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
    bool eager;             ///< in parentheses beside whatever operator, whichever binds tighter
};

/// Where an operand stands beside its operator.
enum class Side : std::uint8_t {
    left,
    right,
    chain,  ///< on the right of an operator for which a op (b op c) is (a op b) op c
    only    ///< of an operator with one operand or with more than two
};

/// What the grammar of a dialect says of an operator.
struct Binding {
    int level = 0;        ///< the higher, the tighter it binds; 0: it needs no parentheses, whatever stands beside it
    bool chains = false;  ///< operators of one level are read from left to right
};

const OperatorInfo& info(Operator op) noexcept;

/// Whether an operand headed by `inner` is written in parentheses beside `outer`.
bool needs_parentheses(Operator inner, Operator outer) noexcept;

/// The comparison that says the same with its sides exchanged; any other operator itself.
Operator mirrored(Operator op) noexcept;

}  // namespace azoth

AZOTH_EXPORT_END
