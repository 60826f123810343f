#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_cas_cases(Cases& cases) {
    cases.add("cas-001", [] {
        return select(
                   users.name,
                   case_(when(users.age < 25, "young"), when(users.age < 45, "middle")).else_("senior").label("band"))
            .where(users.age.is_not(nullptr))
            .order_by(users.id)
            .limit(5);
    });
    cases.add("cas-002", [] {
        return select(orders.id,
                      case_(orders.status).when("new", 1).when("paid", 2).when("shipped", 3).else_(9).label("step"))
            .where(orders.user_id == 5)
            .order_by(orders.id);
    });
    cases.add("cas-003", [] {
        return select(users.id, case_(when(users.is_active, users.email)).label("mail"))
            .where(users.id.in_(3, 4, 5))
            .order_by(users.id);
    });
    cases.add("cas-004", [] {
        return select(orders.id, orders.status)
            .where(orders.user_id.in_(2, 5))
            .order_by(case_(when(orders.status == "new", 0), when(orders.status == "paid", 1)).else_(2), orders.id);
    });
    cases.add("cas-006", [] {
        const auto fee = case_(when(orders.total > 100, 0))
                             .else_(case_(when(orders.note.is_(nullptr), Decimal("4.90"))).else_(Decimal("6.90")));
        return select(orders.id, (orders.total + fee).label("due")).where(orders.id < 5).order_by(orders.id);
    });
    cases.add("cas-007", [] {
        return select(employees.id, case_(when(employees.bonus.is_(nullptr), literal_column("'none'")),
                                          when(employees.bonus == 0, null_()))
                                        .else_(literal_column("'some'"))
                                        .label("b"))
            .where(employees.id.between(6, 9))
            .order_by(employees.id);
    });
    cases.add("cas-008", [] {
        return select(users.id, func::coalesce(users.fullname, users.name, "?").label("display"))
            .where(users.id > 9)
            .order_by(users.id);
    });
    cases.add("cas-009", [] {
        return select(products.id, (products.price / func::nullif(products.weight, 0.01)).label("per_kg"))
            .where(products.category_id.in_(7, 8))
            .order_by(products.id);
    });
    cases.add("cas-010", [] {
        return select(orders.id, func::greatest(orders.total, 50).label("floor50"),
                      func::least(orders.total, orders.user_id * 10).label("capped"))
            .where(orders.id < 4)
            .order_by(orders.id);
    });
}

}  // namespace oracle
