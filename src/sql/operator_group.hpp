#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/operators.hpp>

#include <cstdint>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// Operators that bind equally tightly in every dialect; each dialect defines how tightly.
enum class OperatorGroup : std::uint8_t {
    none,  ///< its form needs no parentheses
    or_,
    and_,
    not_,
    is,        ///< IS, IS NOT, IS DISTINCT FROM, ...
    equality,  ///< = and <>
    order,     ///< <, <=, > and >=
    range,     ///< IN, LIKE, BETWEEN, ...
    match,     ///< regular expressions and MATCH
    concat,
    bits,  ///< &, | and shifts
    bitwise_xor,
    bitwise_not,
    containment,  ///< of arrays, JSON, hstore, ranges
    sum,
    product,
    collate,
    negate,
    custom  ///< binds as its symbol does
};

OperatorGroup operator_group(Operator op) noexcept;

constexpr Binding chain(int level) noexcept { return {level, true}; }
constexpr Binding single(int level) noexcept { return {level, false}; }

}  // namespace azoth::detail

AZOTH_EXPORT_END
