#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/param.hpp>

#include <cstdint>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_dst_cases(Cases& cases) {
    cases.add("dst-001", [] { return select(orders.status).distinct().order_by(orders.status); });
    cases.add("dst-002", [] {
        return select(orders.user_id, orders.id, orders.placed_at)
            .distinct(orders.user_id)
            .order_by(orders.user_id, orders.placed_at.desc());
    });
    cases.add("dst-004", [] {
        return select(func::count(orders.user_id.distinct()).label("a"),
                      func::count(orders.status.distinct()).label("b"));
    });
    cases.add("dst-005", [] {
        return select(products.category_id, products.price)
            .where(products.category_id.in_(5, 9))
            .order_by(products.category_id.asc(), products.price.desc());
    });
    cases.add("dst-006", [] {
        return select(employees.id, employees.bonus)
            .order_by(employees.bonus.desc().nulls_last(), employees.id)
            .limit(7);
    });
    cases.add("dst-007", [] {
        const auto spent = func::sum(orders.total).label("spent");
        return select(orders.user_id, spent).group_by(orders.user_id).order_by(spent.desc()).limit(3);
    });
    cases.add("dst-008", [] {
        return select(orders.user_id, func::count().label("n"))
            .group_by(orders.user_id)
            .order_by(desc("n"), "user_id")
            .limit(4);
    });
    cases.add("dst-010", [] {
        const auto query = select(products.id).order_by(products.name).order_by(products.id);
        return query.order_by(nullptr).order_by(products.weight.desc().nulls_last(), products.id).limit(4);
    });
    cases.add("dst-011", [] { return select(users.id).order_by(users.id).limit(3).offset(4); });
    cases.add("dst-012", [] { return select(users.id).order_by(users.id).offset(9); });
    cases.add("dst-013", [] { return select(orders.id).order_by(orders.total.desc(), orders.id).slice(2, 5); });
    cases
        .add("dst-014",
             [] {
                 return select(users.id)
                     .order_by(users.id)
                     .limit(bindparam<std::int32_t>("page") + 1)
                     .offset(bindparam<std::int32_t>("page") * 2);
             })
        .execute.emplace("page", 2);
    cases.add("dst-015", [] { return select(products.id, products.price).order_by(products.price.desc()).fetch(3); });
    cases.add("dst-016", [] {
        return select(employees.name, employees.salary).order_by(employees.salary.desc()).offset(5).fetch(1, with_ties);
    });
}

}  // namespace oracle
