#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <chrono>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_dat_cases(Cases& cases) {
    cases.add("dat-001", [] {
        return select(extract("year", orders.placed_at).label("y"), extract("month", orders.placed_at).label("m"),
                      func::count().label("n"))
            .group_by(extract("year", orders.placed_at), extract("month", orders.placed_at))
            .having(func::count() > 1)
            .order_by(extract("year", orders.placed_at), extract("month", orders.placed_at));
    });
    cases.add("dat-002", [] {
        return select(extract("dow", orders.placed_at).label("dow"), extract("epoch", orders.placed_at).label("e"))
            .where(orders.id == 17);
    });
    cases.add("dat-003", [] {
        return select(extract("epoch", orders.placed_at - users.created_at.cast<Timestamp>()).label("secs"))
            .join_from(orders, users)
            .where(orders.id == 3);
    });
    cases.add("dat-004", [] {
        const Interval two_weeks(0, 14, 0);
        return select(orders.id, (orders.placed_at + two_weeks).label("due")).where(orders.id < 3).order_by(orders.id);
    });
    cases.add("dat-006", [] {
        return select(employees.name, (employees.hired_on + 90).label("probation_end"),
                      (literal(2024y / 1 / 1) - employees.hired_on).label("days"))
            .where(employees.id.in_(9, 12))
            .order_by(employees.id);
    });
    cases.add("dat-007", [] {
        const auto month = func::date_trunc("month", orders.placed_at).label("month");
        return select(month, func::sum(orders.total).label("turnover"))
            .where(orders.status == "shipped")
            .group_by(month)
            .order_by(month);
    });
    cases.add("dat-008", [] {
        return select(func::date_trunc("year", orders.placed_at), func::count())
            .group_by(literal_column("1"))
            .order_by(literal_column("1"));
    });
    cases.add("dat-009",
              [] { return select(func::to_char(orders.placed_at, "YYYY-MM").label("ym")).where(orders.id == 13); });
}

}  // namespace oracle
