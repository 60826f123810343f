#include "postgresql/compiler.hpp"
#include "sql/operator_group.hpp"

#include <string_view>

namespace azoth::postgresql {
namespace {

// From "Operator Precedence" in the manual's chapter on lexical structure, from loosest to tightest.
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

using detail::chain;
using detail::single;

// Any name that is not in the manual's table, including user-defined operators, has the level of "any other operator".
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
    // A word may be any operator that is a word; OPERATOR(schema.+) has the level of other operators.
    if (word && !symbol.starts_with("OPERATOR") && !symbol.starts_with("operator")) return single(or_level);
    return chain(other);
}

}  // namespace

Binding PostgresqlCompiler::binding(Operator op, std::string_view symbol) const noexcept {
    using detail::OperatorGroup;
    switch (detail::operator_group(op)) {
        case OperatorGroup::or_: return chain(or_level);
        case OperatorGroup::and_: return chain(and_level);
        case OperatorGroup::not_: return single(not_level);
        case OperatorGroup::is: return single(is);
        case OperatorGroup::equality:
        case OperatorGroup::order: return single(comparison);
        case OperatorGroup::range: return single(like);
        case OperatorGroup::match:
        case OperatorGroup::concat:
        case OperatorGroup::bits:
        case OperatorGroup::bitwise_xor:
        case OperatorGroup::bitwise_not:
        case OperatorGroup::containment: return chain(other);
        case OperatorGroup::sum: return chain(sum);
        case OperatorGroup::product: return chain(product);
        case OperatorGroup::collate: return chain(collate);
        case OperatorGroup::negate: return single(sign);
        case OperatorGroup::custom: return custom_binding(symbol);
        case OperatorGroup::none: break;
    }
    return {};
}

}  // namespace azoth::postgresql
