#include "sql/operator_group.hpp"

namespace azoth::detail {

OperatorGroup operator_group(Operator op) noexcept {
    switch (op) {
        case Operator::or_: return OperatorGroup::or_;
        case Operator::and_: return OperatorGroup::and_;
        case Operator::not_: return OperatorGroup::not_;
        case Operator::is:
        case Operator::is_not:
        case Operator::is_distinct_from:
        case Operator::is_not_distinct_from: return OperatorGroup::is;
        case Operator::eq:
        case Operator::ne: return OperatorGroup::equality;
        case Operator::lt:
        case Operator::le:
        case Operator::gt:
        case Operator::ge: return OperatorGroup::order;
        case Operator::in:
        case Operator::not_in:
        case Operator::like:
        case Operator::not_like:
        case Operator::ilike:
        case Operator::not_ilike:
        case Operator::between:
        case Operator::not_between: return OperatorGroup::range;
        case Operator::regexp_match:
        case Operator::not_regexp_match:
        case Operator::match: return OperatorGroup::match;
        case Operator::concat: return OperatorGroup::concat;
        case Operator::bitwise_and:
        case Operator::bitwise_or:
        case Operator::bitwise_lshift:
        case Operator::bitwise_rshift: return OperatorGroup::bits;
        case Operator::bitwise_xor: return OperatorGroup::bitwise_xor;
        case Operator::bitwise_not: return OperatorGroup::bitwise_not;
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
        case Operator::adjacent_to: return OperatorGroup::containment;
        case Operator::add:
        case Operator::subtract: return OperatorGroup::sum;
        case Operator::multiply:
        case Operator::true_divide:
        case Operator::floor_divide:
        case Operator::modulo: return OperatorGroup::product;
        case Operator::collate: return OperatorGroup::collate;
        case Operator::negate: return OperatorGroup::negate;
        case Operator::custom: return OperatorGroup::custom;
        default: return OperatorGroup::none;
    }
}

}  // namespace azoth::detail
