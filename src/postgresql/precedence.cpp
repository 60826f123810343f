#include "postgresql/compiler.hpp"

#include <string_view>

namespace azoth::postgresql {
namespace {

// "Operator Precedence" in the manual's chapter on the lexical structure, from the loosest to the tightest.
enum Level : int {
    or_level = 1,
    and_level,
    not_level,
    is,
    comparison,
    like,
    other,
    sum,
    product,
    power,
    collate,
    sign
};

constexpr Binding chain(Level level) { return {level, true}; }
constexpr Binding single(Level level) { return {level, false}; }

// Any name that is not in the manual's table, also that of a user's operator, has the level of "any other operator".
Binding custom_binding(std::string_view symbol) noexcept {
    if (symbol == "+" || symbol == "-") return chain(sum);
    if (symbol == "*" || symbol == "/" || symbol == "%") return chain(product);
    if (symbol == "^") return chain(power);
    if (symbol == "=" || symbol == "<" || symbol == ">" || symbol == "<=" || symbol == ">=" || symbol == "<>" ||
        symbol == "!=") {
        return single(comparison);
    }
    const bool word =
        symbol.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != std::string_view::npos;
    // A word may be any of the operators that are words; OPERATOR(schema.+) has the level of the others.
    if (word && !symbol.starts_with("OPERATOR") && !symbol.starts_with("operator")) return single(or_level);
    return chain(other);
}

}  // namespace

Binding PostgresqlCompiler::binding(Operator op, std::string_view symbol) const noexcept {
    switch (op) {
        case Operator::or_: return chain(or_level);
        case Operator::and_: return chain(and_level);
        case Operator::not_: return single(not_level);
        case Operator::is:
        case Operator::is_not:
        case Operator::is_distinct_from:
        case Operator::is_not_distinct_from: return single(is);
        case Operator::eq:
        case Operator::ne:
        case Operator::lt:
        case Operator::le:
        case Operator::gt:
        case Operator::ge: return single(comparison);
        case Operator::in:
        case Operator::not_in:
        case Operator::like:
        case Operator::not_like:
        case Operator::ilike:
        case Operator::not_ilike:
        case Operator::between:
        case Operator::not_between: return single(like);
        case Operator::concat:
        case Operator::bitwise_and:
        case Operator::bitwise_or:
        case Operator::bitwise_xor:
        case Operator::bitwise_not:
        case Operator::bitwise_lshift:
        case Operator::bitwise_rshift:
        case Operator::regexp_match:
        case Operator::not_regexp_match:
        case Operator::match:
        case Operator::overlaps:
        case Operator::includes:
        case Operator::included_by:
        case Operator::has_key:
        case Operator::has_all:
        case Operator::has_any:
        case Operator::delete_path:
        case Operator::path_exists:
        case Operator::path_match:
        case Operator::element_of:
        case Operator::strictly_left_of:
        case Operator::strictly_right_of:
        case Operator::not_extend_right_of:
        case Operator::not_extend_left_of:
        case Operator::adjacent_to: return chain(other);
        case Operator::add:
        case Operator::subtract: return chain(sum);
        case Operator::multiply:
        case Operator::true_divide:
        case Operator::floor_divide:
        case Operator::modulo: return chain(product);
        case Operator::collate: return chain(collate);
        case Operator::negate: return single(sign);
        case Operator::custom: return custom_binding(symbol);
        default: return {};
    }
}

}  // namespace azoth::postgresql
