#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/window.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_win_cases(Cases& cases) {
    cases.add("win-001", [] {
        return select(orders.id, func::row_number().over(order_by(orders.placed_at)).label("n"))
            .where(orders.user_id == 5)
            .order_by(orders.id);
    });
    cases.add("win-002", [] {
        const Window by_salary = partition_by(employees.dept).order_by(employees.salary.desc());
        return select(employees.name, func::rank().over(by_salary).label("r"),
                      func::dense_rank().over(by_salary).label("d"))
            .where(employees.dept == "tech")
            .order_by(employees.id);
    });
    cases.add("win-003", [] {
        return select(orders.id, (orders.total * 100 / func::sum(orders.total).over()).label("pct"))
            .where(orders.user_id == 10)
            .order_by(orders.id);
    });
    cases.add("win-004", [] {
        const Window window = partition_by(order_items.order_id, order_items.quantity > 1)
                                  .order_by(order_items.unit_price.desc(), order_items.product_id);
        return select(order_items.order_id, order_items.product_id, func::count().over(window).label("n"))
            .where(order_items.order_id.in_(1, 6))
            .order_by(order_items.order_id, order_items.product_id);
    });
    cases.add("win-005", [] {
        return select(orders.id, func::sum(orders.total).over(order_by(orders.id).rows(unbounded, 0)).label("running"))
            .where(orders.user_id == 2)
            .order_by(orders.id);
    });
    cases.add("win-006", [] {
        const Window window = partition_by(readings.sensor_id).order_by(readings.at).rows(-1, 1);
        return select(readings.at, func::avg(readings.value).over(window).label("avg3"))
            .where(readings.sensor_id == 1)
            .order_by(readings.at)
            .limit(5);
    });
    cases.add("win-007", [] {
        return select(users.id, users.age, func::count().over(order_by(users.age).range(-5, 5)).label("near"))
            .where(users.age.is_not(nullptr))
            .order_by(users.age, users.id);
    });
    cases.add("win-008", [] {
        const Window window = order_by(employees.salary.desc()).range(0, unbounded);
        return select(employees.name, func::min(employees.salary).over(window).label("lowest"))
            .where(employees.dept == "sales")
            .order_by(employees.id);
    });
    cases.add("win-010", [] {
        const Window window = order_by(orders.placed_at);
        return select(orders.id, func::lag(orders.total).over(window).label("prev"),
                      func::lead(orders.total, 1, 0).over(window).label("next"))
            .where(orders.user_id == 2)
            .order_by(orders.placed_at);
    });
    cases.add("win-011", [] {
        const Window window = partition_by(employees.dept).order_by(employees.hired_on).rows(unbounded, unbounded);
        return select(employees.name, func::first_value(employees.name).over(window).label("first"),
                      func::last_value(employees.name).over(window).label("last"),
                      func::nth_value(employees.name, 2).over(window).label("second"))
            .where(employees.dept == "support")
            .order_by(employees.id);
    });
    cases.add("win-012", [] {
        const Window window = partition_by(orders.user_id).order_by(orders.id);
        return select(orders.id,
                      func::count(orders.id).filter(orders.status == "shipped").over(window).label("shipped_so_far"))
            .where(orders.user_id == 5)
            .order_by(orders.id);
    });
}

}  // namespace oracle
