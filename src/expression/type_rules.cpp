#include "types/type_descriptor.hpp"
#include <azoth/expression/construct.hpp>

namespace azoth::detail {
namespace {

using Family = TypeFamily;

Family family_of(const SqlType& type) { return descriptor(type).family; }

bool is_numeric_family(Family family) {
    return family == Family::integer || family == Family::numeric || family == Family::floating;
}

// The rank decides the type of the sum of two numbers: the higher rank.
int rank(const SqlType& type) {
    switch (type.kind()) {
        case TypeKind::small_integer: return 1;
        case TypeKind::integer: return 2;
        case TypeKind::big_integer: return 3;
        case TypeKind::numeric: return 4;
        case TypeKind::real: return 5;
        case TypeKind::double_precision: return 6;
        default: return 0;
    }
}

const SqlType& wider(const SqlType& left, const SqlType& right) { return rank(right) > rank(left) ? right : left; }

SqlType date_arithmetic(Operator op, const SqlType& left, Family l, const SqlType& right, Family r) {
    const SqlType interval(TypeKind::interval);
    if (op == Operator::multiply || op == Operator::true_divide || op == Operator::floor_divide) {
        return l == Family::interval || r == Family::interval ? interval : left;
    }
    const bool minus = op == Operator::subtract;
    if (l == Family::date && r == Family::date && minus) return Integer();
    if (l == Family::date && r == Family::integer) return left;
    if (r == Family::date && l == Family::integer) return right;
    if (l == Family::date && r == Family::interval) return DateTime();
    if (r == Family::date && l == Family::interval) return DateTime();
    if (l == Family::date && r == Family::time) return DateTime();
    if ((l == Family::timestamp || l == Family::date) && (r == Family::timestamp || r == Family::date) && minus) {
        return interval;
    }
    if (l == Family::time && r == Family::time && minus) return interval;
    if (l == Family::interval && (r == Family::timestamp || r == Family::time)) return right;
    return left;
}

}  // namespace

bool concatenates(const SqlType& left, const SqlType& right) {
    const auto joins = [](const SqlType& type) { return descriptor(type).concatenates; };
    return joins(left) || (left.is_null() && joins(right));
}

SqlType result_type(Operator op, const SqlType& left, const SqlType& right) {
    if (info(op).is_comparison) return Boolean();
    if (op == Operator::concat) return left.is_null() ? right : left;
    const Family l = family_of(left);
    const Family r = family_of(right);
    if (l == Family::unknown) return right;
    if (r == Family::unknown) return left;
    const auto timely = [](Family f) {
        return f == Family::date || f == Family::time || f == Family::timestamp || f == Family::interval;
    };
    if (timely(l) || timely(r)) return date_arithmetic(op, left, l, right, r);
    if (!is_numeric_family(l) || !is_numeric_family(r)) return left;
    if (op == Operator::true_divide && l == Family::integer && r == Family::integer) return Numeric();
    return wider(left, right);
}

SqlType literal_type(const SqlType& beside, const SqlType& literal) {
    const Family b = family_of(beside);
    const Family l = family_of(literal);
    if (b == Family::unknown) return literal;
    if (l == Family::unknown) return beside;
    // An integer that is too wide for the column can still be compared with it.
    if (b == Family::integer && l == Family::integer) return wider(beside, literal);
    if (b == Family::timestamp && l == Family::timestamp) {
        return beside.with_timezone() == literal.with_timezone() ? beside : literal;
    }
    // Types that C++ represents as text.
    if (l == Family::text && (b == Family::named || b == Family::range || b == Family::date || b == Family::time ||
                              b == Family::timestamp || b == Family::interval || beside.kind() == TypeKind::uuid)) {
        return beside;
    }
    if (b == Family::named || b == Family::range || b == Family::other) {
        return beside.kind() == literal.kind() ? beside : literal;
    }
    return b == l ? beside : literal;
}

}  // namespace azoth::detail
