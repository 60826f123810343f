#include "sqlite/compiler.hpp"

#include <string_view>

namespace azoth::sqlite {
namespace {

// "Operators, and Parse-Affecting Attributes" in SQLite's page on expressions, from the loosest to the tightest.
enum Level : int {
    or_level = 1,
    and_level,
    not_level,
    equality,
    order,
    escape,
    bits,
    sum,
    product,
    concat,
    collate,
    sign
};

constexpr Binding chain(Level level) { return {level, true}; }

Binding custom_binding(std::string_view symbol) noexcept {
    if (symbol == "||" || symbol == "->" || symbol == "->>") return chain(concat);
    if (symbol == "*" || symbol == "/" || symbol == "%") return chain(product);
    if (symbol == "+" || symbol == "-") return chain(sum);
    if (symbol == "&" || symbol == "|" || symbol == "<<" || symbol == ">>") return chain(bits);
    if (symbol == "<" || symbol == ">" || symbol == "<=" || symbol == ">=") return chain(order);
    if (symbol == "=" || symbol == "==" || symbol == "<>" || symbol == "!=") return chain(equality);
    return {or_level, false};
}

}  // namespace

Binding SqliteCompiler::binding(Operator op, std::string_view symbol) const noexcept {
    switch (op) {
        case Operator::or_: return chain(or_level);
        case Operator::and_: return chain(and_level);
        case Operator::not_: return {not_level, false};
        case Operator::eq:
        case Operator::ne:
        case Operator::is:
        case Operator::is_not:
        case Operator::is_distinct_from:
        case Operator::is_not_distinct_from:
        case Operator::in:
        case Operator::not_in:
        case Operator::like:
        case Operator::not_like:
        case Operator::ilike:
        case Operator::not_ilike:
        case Operator::between:
        case Operator::not_between:
        case Operator::regexp_match:
        case Operator::not_regexp_match:
        case Operator::match: return chain(equality);
        case Operator::lt:
        case Operator::le:
        case Operator::gt:
        case Operator::ge: return chain(order);
        case Operator::bitwise_and:
        case Operator::bitwise_or:
        case Operator::bitwise_lshift:
        case Operator::bitwise_rshift: return chain(bits);
        case Operator::add:
        case Operator::subtract: return chain(sum);
        case Operator::multiply:
        case Operator::true_divide:
        case Operator::floor_divide:
        case Operator::modulo: return chain(product);
        case Operator::concat: return chain(concat);
        case Operator::collate: return chain(collate);
        case Operator::negate:
        case Operator::bitwise_not: return {sign, false};
        case Operator::custom: return custom_binding(symbol);
        default: return {};
    }
}

}  // namespace azoth::sqlite
