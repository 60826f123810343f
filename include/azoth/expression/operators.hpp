#pragma once

#include <cstdint>
#include <string_view>

namespace azoth {

/// The operators of expressions. Many have a negated form, by which NOT is written.
enum class Operator : std::uint8_t {
    none,  ///< atomic: a column, a parameter, a function call
    // conjunctions
    and_,       ///< AND
    or_,        ///< OR
    not_,       ///< NOT
    condition,  ///< not an operator of a node: the context of a condition, as in WHERE
    // comparisons
    eq,                    ///< =
    ne,                    ///< <>
    lt,                    ///< <
    le,                    ///< <=
    gt,                    ///< >
    ge,                    ///< >=
    is,                    ///< IS
    is_not,                ///< IS NOT
    is_distinct_from,      ///< IS DISTINCT FROM
    is_not_distinct_from,  ///< IS NOT DISTINCT FROM
    in,                    ///< IN
    not_in,                ///< NOT IN
    like,                  ///< LIKE
    not_like,              ///< NOT LIKE
    ilike,                 ///< ILIKE
    not_ilike,             ///< NOT ILIKE
    contains,              ///< LIKE '%' || b || '%'
    not_contains,          ///< NOT LIKE '%' || b || '%'
    startswith,            ///< LIKE b || '%'
    not_startswith,        ///< NOT LIKE b || '%'
    endswith,              ///< LIKE '%' || b
    not_endswith,          ///< NOT LIKE '%' || b
    icontains,             ///< contains, ignoring case
    not_icontains,         ///< not_contains, ignoring case
    istartswith,           ///< startswith, ignoring case
    not_istartswith,       ///< not_startswith, ignoring case
    iendswith,             ///< endswith, ignoring case
    not_iendswith,         ///< not_endswith, ignoring case
    between,               ///< BETWEEN
    not_between,           ///< NOT BETWEEN
    regexp_match,          ///< a regular expression matches
    not_regexp_match,      ///< no regular expression matches
    regexp_replace,        ///< regexp_replace()
    match,                 ///< full text search
    exists,                ///< EXISTS
    // arithmetic
    add,             ///< +
    subtract,        ///< -
    multiply,        ///< *
    true_divide,     ///< / with fraction
    floor_divide,    ///< / without fraction
    modulo,          ///< %
    negate,          ///< - with one operand
    concat,          ///< ||
    bitwise_and,     ///< &
    bitwise_or,      ///< |
    bitwise_xor,     ///< # or its equivalent
    bitwise_not,     ///< ~
    bitwise_lshift,  ///< <<
    bitwise_rshift,  ///< >>
    // PostgreSQL: arrays, json, hstore, ranges
    includes,             ///< @>
    included_by,          ///< <@
    overlaps,             ///< &&
    has_key,              ///< ?
    has_all,              ///< ?&
    has_any,              ///< ?|
    delete_path,          ///< #-
    path_exists,          ///< @?
    path_match,           ///< @@
    strictly_left_of,     ///< <<
    strictly_right_of,    ///< >>
    not_extend_right_of,  ///< &<
    not_extend_left_of,   ///< &>
    adjacent_to,          ///< -|-
    element_of,           ///< hstore ->
    // forms
    getitem,       ///< an array's element: a[i]
    json_getitem,  ///< a JSON value's element
    collate,       ///< COLLATE
    filter,        ///< FILTER
    any,           ///< ANY
    all,           ///< ALL
    distinct,      ///< DISTINCT
    custom,        ///< text and precedence are in the node
    // lists and modifiers
    comma,        ///< a list
    asc,          ///< ASC
    desc,         ///< DESC
    nulls_first,  ///< NULLS FIRST
    nulls_last,   ///< NULLS LAST
    as            ///< AS
};

/// The properties of an operator that do not depend on the dialect.
struct OperatorInfo {
    std::string_view text;  ///< as written between or before its operands
    int precedence;         ///< SQLAlchemy's scale: the higher, the tighter it binds
    bool self_grouping;     ///< a chain of it needs no parentheses
    bool is_comparison;     ///< its value is a truth value
    Operator negation;      ///< the operator of its negation; none: NOT is written
    bool eager;             ///< in parentheses as an operand of any operator, whatever its precedence
};

/// The position of an operand.
enum class Side : std::uint8_t {
    left,   ///< left of an operator with two operands
    right,  ///< right of an operator with two operands
    chain,  ///< right, of an operator for which a op (b op c) is (a op b) op c
    only    ///< operand of an operator with one operand or with more than two
};

/// The properties of an operator in the grammar of a dialect.
struct Binding {
    int level = 0;        ///< the higher, the tighter it binds; 0: it never needs parentheses
    bool chains = false;  ///< operators of this level associate from left to right
};

/// Returns the properties of an operator.
const OperatorInfo& info(Operator op) noexcept;

/// Whether an operand with operator `inner` is written in parentheses as an operand of `outer`.
bool needs_parentheses(Operator inner, Operator outer) noexcept;

/// Returns the comparison that is equivalent with exchanged sides; other operators are returned unchanged.
Operator mirrored(Operator op) noexcept;

}  // namespace azoth
