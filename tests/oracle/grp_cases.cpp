#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_grp_cases(Cases& cases) {
    cases.add("grp-001", [] {
        return select(orders.user_id, func::sum(orders.total).label("spent"))
            .group_by(orders.user_id)
            .having(func::sum(orders.total) > 300)
            .order_by(orders.user_id);
    });
    cases.add("grp-002", [] {
        return select(employees.dept, func::avg(employees.salary).label("pay"))
            .where(employees.manager_id.is_not(nullptr))
            .group_by(employees.dept)
            .having(func::count() > 1)
            .having(func::max(employees.salary) < 7000)
            .order_by(employees.dept);
    });
    cases.add("grp-003", [] {
        const auto initial = func::substr(users.name, 1, 1).label("initial");
        return select(initial, func::count().label("n")).group_by(initial).having(initial < "d").order_by(initial);
    });
    cases.add("grp-005", [] {
        return select(func::count().filter(orders.status == "shipped").label("shipped"),
                      func::sum(orders.total).filter(orders.status == "paid", orders.total > 40).label("big_paid"),
                      func::count().label("all"));
    });
    cases.add("grp-006", [] {
        return select(func::avg(readings.value).filter(or_(readings.flags == 0, readings.value > 20)).label("a"),
                      func::count(readings.value).filter(!readings.flags.in_(0, 8)).label("b"))
            .where(readings.sensor_id == 1);
    });
    cases.add("grp-007", [] {
        return select(orders.status, func::string_agg(orders.id.cast(Text()),
                                                      aggregate_order_by(literal_column("','"), orders.id.desc()))
                                         .label("ids"))
            .group_by(orders.status)
            .order_by(orders.status);
    });
    cases.add("grp-008", [] {
        return select(employees.dept,
                      func::array_agg(aggregate_order_by(employees.name, employees.salary.desc(), employees.name))
                          .label("names"),
                      func::array_agg(aggregate_order_by(employees.bonus, employees.bonus.nulls_first()))
                          .filter(employees.id < 9)
                          .label("bonuses"))
            .group_by(employees.dept)
            .order_by(employees.dept);
    });
    cases.add("grp-009", [] {
        return select(orders.status, func::percentile_disc(0.5).within_group(orders.total).label("median"),
                      func::percentile_cont(0.9).within_group(orders.total.desc()).label("p10"))
            .where(orders.status.in_("shipped", "paid"))
            .group_by(orders.status)
            .order_by(orders.status);
    });
    cases.add("grp-011", [] {
        return select(orders.user_id, orders.status, func::sum(orders.total).label("t"))
            .where(orders.user_id.in_(1, 5))
            .group_by(func::rollup(orders.user_id, orders.status))
            .order_by(orders.user_id.nulls_last(), orders.status.nulls_last());
    });
    cases.add("grp-012", [] {
        return select(addresses.city, addresses.kind, func::grouping(addresses.city, addresses.kind).label("g"),
                      func::count().label("n"))
            .where(addresses.city.in_("Malmö", "Tokyo"))
            .group_by(func::cube(addresses.city, addresses.kind))
            .order_by(literal_column("g"), addresses.city, addresses.kind);
    });
    cases.add("grp-014", [] {
        return select(orders.user_id, func::jsonb_object_agg(orders.id, orders.status).label("m"),
                      func::json_agg(aggregate_order_by(orders.total, orders.id)).label("l"))
            .where(orders.user_id < 3)
            .group_by(orders.user_id)
            .order_by(orders.user_id);
    });
}

}  // namespace oracle
