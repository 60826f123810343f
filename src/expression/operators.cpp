#include <azoth/expression/operators.hpp>

#include <array>
#include <cstddef>

namespace azoth {
namespace {

struct Entry {
    Operator op;
    OperatorInfo info;
};

// A LIKE with wildcards around its pattern always gets parentheses.
constexpr int always_parenthesised = -100;

constexpr Entry comparison(Operator op, std::string_view text, Operator negation = Operator::none) {
    return {op, {text, 5, false, true, negation, false}};
}
constexpr Entry wrapped(Operator op, std::string_view text, Operator negation) {
    return {op, {text, always_parenthesised, false, true, negation, false}};
}
constexpr Entry calculation(Operator op, std::string_view text, int precedence, bool self_grouping = false) {
    return {op, {text, precedence, self_grouping, false, Operator::none, false}};
}
constexpr Entry eager(Operator op, std::string_view text, int precedence, bool is_comparison) {
    return {op, {text, precedence, true, is_comparison, Operator::none, true}};
}
constexpr Entry form(Operator op, std::string_view text, int precedence, bool self_grouping = false) {
    return {op, {text, precedence, self_grouping, false, Operator::none, false}};
}

constexpr std::array operator_table{
    Entry{Operator::none, {"", 100, true, false, Operator::none, false}},
    Entry{Operator::and_, {" AND ", 3, true, true, Operator::none, false}},
    Entry{Operator::or_, {" OR ", 2, true, true, Operator::none, false}},
    Entry{Operator::not_, {"NOT ", 5, false, true, Operator::none, false}},
    Entry{Operator::condition, {"", -10, false, true, Operator::none, false}},
    comparison(Operator::eq, " = ", Operator::ne),
    comparison(Operator::ne, " != ", Operator::eq),
    comparison(Operator::lt, " < ", Operator::ge),
    comparison(Operator::le, " <= ", Operator::gt),
    comparison(Operator::gt, " > ", Operator::le),
    comparison(Operator::ge, " >= ", Operator::lt),
    comparison(Operator::is, " IS ", Operator::is_not),
    comparison(Operator::is_not, " IS NOT ", Operator::is),
    comparison(Operator::is_distinct_from, " IS DISTINCT FROM ", Operator::is_not_distinct_from),
    comparison(Operator::is_not_distinct_from, " IS NOT DISTINCT FROM ", Operator::is_distinct_from),
    comparison(Operator::in, " IN ", Operator::not_in),
    comparison(Operator::not_in, " NOT IN ", Operator::in),
    comparison(Operator::like, " LIKE ", Operator::not_like),
    comparison(Operator::not_like, " NOT LIKE ", Operator::like),
    comparison(Operator::ilike, " ILIKE ", Operator::not_ilike),
    comparison(Operator::not_ilike, " NOT ILIKE ", Operator::ilike),
    wrapped(Operator::contains, " LIKE ", Operator::not_contains),
    wrapped(Operator::not_contains, " NOT LIKE ", Operator::contains),
    wrapped(Operator::startswith, " LIKE ", Operator::not_startswith),
    wrapped(Operator::not_startswith, " NOT LIKE ", Operator::startswith),
    wrapped(Operator::endswith, " LIKE ", Operator::not_endswith),
    wrapped(Operator::not_endswith, " NOT LIKE ", Operator::endswith),
    wrapped(Operator::icontains, " ILIKE ", Operator::not_icontains),
    wrapped(Operator::not_icontains, " NOT ILIKE ", Operator::icontains),
    wrapped(Operator::istartswith, " ILIKE ", Operator::not_istartswith),
    wrapped(Operator::not_istartswith, " NOT ILIKE ", Operator::istartswith),
    wrapped(Operator::iendswith, " ILIKE ", Operator::not_iendswith),
    wrapped(Operator::not_iendswith, " NOT ILIKE ", Operator::iendswith),
    comparison(Operator::between, " BETWEEN ", Operator::not_between),
    comparison(Operator::not_between, " NOT BETWEEN ", Operator::between),
    comparison(Operator::regexp_match, " REGEXP ", Operator::not_regexp_match),
    comparison(Operator::not_regexp_match, " NOT REGEXP ", Operator::regexp_match),
    calculation(Operator::regexp_replace, "REGEXP_REPLACE", 5),
    comparison(Operator::match, " MATCH "),
    Entry{Operator::exists, {"EXISTS ", 0, false, true, Operator::none, false}},
    calculation(Operator::add, " + ", 7, true),
    calculation(Operator::subtract, " - ", 7),
    calculation(Operator::multiply, " * ", 8, true),
    calculation(Operator::true_divide, " / ", 8),
    calculation(Operator::floor_divide, " / ", 8),
    calculation(Operator::modulo, " % ", 8),
    calculation(Operator::negate, "-", 8),
    calculation(Operator::concat, " || ", 5, true),
    calculation(Operator::bitwise_and, " & ", 7),
    calculation(Operator::bitwise_or, " | ", 7),
    calculation(Operator::bitwise_xor, " # ", 7),
    calculation(Operator::bitwise_not, "~", 8),
    calculation(Operator::bitwise_lshift, " << ", 7),
    calculation(Operator::bitwise_rshift, " >> ", 7),
    eager(Operator::includes, " @> ", 5, true),
    eager(Operator::included_by, " <@ ", 5, true),
    comparison(Operator::overlaps, " && "),
    eager(Operator::has_key, " ? ", 5, true),
    eager(Operator::has_all, " ?& ", 5, true),
    eager(Operator::has_any, " ?| ", 5, true),
    eager(Operator::delete_path, " #- ", 15, false),
    eager(Operator::path_exists, " @? ", 5, true),
    eager(Operator::path_match, " @@ ", 5, true),
    comparison(Operator::strictly_left_of, " << "),
    comparison(Operator::strictly_right_of, " >> "),
    comparison(Operator::not_extend_right_of, " &< "),
    comparison(Operator::not_extend_left_of, " &> "),
    comparison(Operator::adjacent_to, " -|- "),
    eager(Operator::element_of, " -> ", 15, false),
    form(Operator::getitem, "", 15, true),
    form(Operator::json_getitem, " -> ", 15, true),
    form(Operator::collate, " COLLATE ", 4),
    form(Operator::filter, "", 6),
    form(Operator::any, "ANY ", 15),
    form(Operator::all, "ALL ", 15),
    form(Operator::distinct, "DISTINCT ", 5),
    form(Operator::custom, "", 0),
    form(Operator::comma, ", ", -1, true),
    form(Operator::asc, " ASC", 3),
    form(Operator::desc, " DESC", 3),
    form(Operator::nulls_first, " NULLS FIRST", 3, true),
    form(Operator::nulls_last, " NULLS LAST", 3, true),
    form(Operator::as, " AS ", -1),
};

constexpr bool operators_in_order() {
    for (std::size_t i = 0; i < operator_table.size(); ++i) {
        if (static_cast<std::size_t>(operator_table[i].op) != i) return false;
    }
    return operator_table.size() == static_cast<std::size_t>(Operator::as) + 1;
}
static_assert(operators_in_order(), "the table of operators follows the enumeration");

}  // namespace

const OperatorInfo& info(Operator op) noexcept { return operator_table[static_cast<std::size_t>(op)].info; }

bool needs_parentheses(Operator inner, Operator outer) noexcept {
    if (inner == Operator::none || outer == Operator::none) return false;
    const OperatorInfo& in = info(inner);
    if (inner == outer && in.self_grouping) return false;
    // A direction applies to a whole expression.
    if (inner == Operator::asc || inner == Operator::desc || inner == Operator::nulls_first ||
        inner == Operator::nulls_last) {
        return false;
    }
    // NOT of anything but a comparison gets parentheses for readability.
    if (outer == Operator::not_ && !in.is_comparison) return true;
    return in.precedence <= info(outer).precedence;
}

Operator mirrored(Operator op) noexcept {
    switch (op) {
        case Operator::lt: return Operator::gt;
        case Operator::le: return Operator::ge;
        case Operator::gt: return Operator::lt;
        case Operator::ge: return Operator::le;
        default: return op;
    }
}

}  // namespace azoth
