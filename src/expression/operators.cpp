#include <azoth/expression/operators.hpp>

#include <array>
#include <cstddef>

namespace azoth {
namespace {

struct Entry {
    Operator op;
    OperatorInfo info;
};

constexpr std::array table{
    Entry{Operator::none, {"", 100, true, false, Operator::none}},
    Entry{Operator::and_, {" AND ", 3, true, true, Operator::none}},
    Entry{Operator::or_, {" OR ", 2, true, true, Operator::none}},
    Entry{Operator::not_, {"NOT ", 5, false, true, Operator::none}},
    Entry{Operator::eq, {" = ", 5, true, true, Operator::ne}},
    Entry{Operator::ne, {" != ", 5, true, true, Operator::eq}},
    Entry{Operator::lt, {" < ", 5, false, true, Operator::ge}},
    Entry{Operator::le, {" <= ", 5, false, true, Operator::gt}},
    Entry{Operator::gt, {" > ", 5, false, true, Operator::le}},
    Entry{Operator::ge, {" >= ", 5, false, true, Operator::lt}},
    Entry{Operator::is, {" IS ", 5, false, true, Operator::is_not}},
    Entry{Operator::is_not, {" IS NOT ", 5, false, true, Operator::is}},
    Entry{Operator::is_distinct_from, {" IS DISTINCT FROM ", 5, false, true, Operator::is_not_distinct_from}},
    Entry{Operator::is_not_distinct_from, {" IS NOT DISTINCT FROM ", 5, false, true, Operator::is_distinct_from}},
    Entry{Operator::in, {" IN ", 5, false, true, Operator::not_in}},
    Entry{Operator::not_in, {" NOT IN ", 5, false, true, Operator::in}},
    Entry{Operator::like, {" LIKE ", 5, false, true, Operator::not_like}},
    Entry{Operator::not_like, {" NOT LIKE ", 5, false, true, Operator::like}},
    Entry{Operator::ilike, {" ILIKE ", 5, false, true, Operator::not_ilike}},
    Entry{Operator::not_ilike, {" NOT ILIKE ", 5, false, true, Operator::ilike}},
    Entry{Operator::between, {" BETWEEN ", 5, false, true, Operator::not_between}},
    Entry{Operator::not_between, {" NOT BETWEEN ", 5, false, true, Operator::between}},
    Entry{Operator::exists, {"EXISTS ", 0, false, true, Operator::none}},
    Entry{Operator::add, {" + ", 7, true, false, Operator::none}},
    Entry{Operator::subtract, {" - ", 7, false, false, Operator::none}},
    Entry{Operator::multiply, {" * ", 8, true, false, Operator::none}},
    Entry{Operator::true_divide, {" / ", 8, false, false, Operator::none}},
    Entry{Operator::floor_divide, {" / ", 8, false, false, Operator::none}},
    Entry{Operator::modulo, {" % ", 8, false, false, Operator::none}},
    Entry{Operator::negate, {"-", 8, false, false, Operator::none}},
    Entry{Operator::concat, {" || ", 6, true, false, Operator::none}},
    Entry{Operator::comma, {", ", -1, true, false, Operator::none}},
    Entry{Operator::asc, {" ASC", 3, false, false, Operator::none}},
    Entry{Operator::desc, {" DESC", 3, false, false, Operator::none}},
    Entry{Operator::nulls_first, {" NULLS FIRST", 3, true, false, Operator::none}},
    Entry{Operator::nulls_last, {" NULLS LAST", 3, true, false, Operator::none}},
    Entry{Operator::as, {" AS ", -1, false, false, Operator::none}},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].op) != i) return false;
    }
    return table.size() == static_cast<std::size_t>(Operator::as) + 1;
}
static_assert(in_order(), "the table of operators follows the enumeration");

}  // namespace

const OperatorInfo& info(Operator op) noexcept { return table[static_cast<std::size_t>(op)].info; }

bool needs_parentheses(Operator inner, Operator outer) noexcept {
    if (inner == Operator::none || outer == Operator::none) return false;
    if (inner == outer && info(inner).self_grouping) return false;
    return info(inner).precedence <= info(outer).precedence;
}

}  // namespace azoth
