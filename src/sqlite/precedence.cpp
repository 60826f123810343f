#include "sql/operator_group.hpp"
#include "sqlite/compiler.hpp"

#include <string_view>

namespace azoth::sqlite {
namespace {

// From "Operators, and Parse-Affecting Attributes" in SQLite's page on expressions, from loosest to tightest.
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

using detail::chain;
using detail::single;

Binding custom_binding(std::string_view symbol) noexcept {
    if (symbol == "||" || symbol == "->" || symbol == "->>") return chain(concat);
    if (symbol == "*" || symbol == "/" || symbol == "%") return chain(product);
    if (symbol == "+" || symbol == "-") return chain(sum);
    if (symbol == "&" || symbol == "|" || symbol == "<<" || symbol == ">>") return chain(bits);
    if (symbol == "<" || symbol == ">" || symbol == "<=" || symbol == ">=") return chain(order);
    if (symbol == "=" || symbol == "==" || symbol == "<>" || symbol == "!=") return chain(equality);
    return single(or_level);
}

}  // namespace

Binding SqliteCompiler::binding(Operator op, std::string_view symbol) const noexcept {
    using detail::OperatorGroup;
    switch (detail::operator_group(op)) {
        case OperatorGroup::or_: return chain(or_level);
        case OperatorGroup::and_: return chain(and_level);
        case OperatorGroup::not_: return single(not_level);
        case OperatorGroup::is:
        case OperatorGroup::equality:
        case OperatorGroup::range:
        case OperatorGroup::match: return chain(equality);
        case OperatorGroup::order: return chain(order);
        case OperatorGroup::bits: return chain(bits);
        case OperatorGroup::sum: return chain(sum);
        case OperatorGroup::product: return chain(product);
        case OperatorGroup::concat: return chain(concat);
        case OperatorGroup::collate: return chain(collate);
        case OperatorGroup::bitwise_not:
        case OperatorGroup::negate: return single(sign);
        case OperatorGroup::custom: return custom_binding(symbol);
        case OperatorGroup::bitwise_xor:  // written with other operators
        case OperatorGroup::containment:
        case OperatorGroup::none: break;
    }
    return {};
}

}  // namespace azoth::sqlite
