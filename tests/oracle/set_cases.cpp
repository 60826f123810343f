#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_set_cases(Cases& cases) {
    cases.add("set-001", [] {
        return union_(select(users.name).where(users.age < 25),
                      select(employees.name).where(employees.dept == "support"))
            .order_by("name");
    });
    cases.add("set-002", [] {
        return union_all(select(orders.id, orders.total).where(orders.status == "paid"),
                         select(orders.id, orders.total * -1).where(orders.status == "returned"))
            .order_by(orders.total.desc(), orders.id)
            .limit(4);
    });
    cases.add("set-003", [] {
        return except_(select(users.id), select(orders.user_id),
                       select(accounts.owner_id).where(accounts.owner_id.is_not_null()))
            .order_by("id");
    });
    cases.add("set-004", [] {
        return select(products.id)
            .where(products.price < 6)
            .union_(select(products.id).where(products.price > 140),
                    select(products.id).where(products.name.like("Z%")))
            .order_by(desc("id"));
    });
    cases.add("set-005", [] {
        return intersect_all(select(order_items.product_id),
                             except_all(select(order_items.product_id), select(products.id)))
            .order_by("product_id");
    });
    cases.add("set-006", [] {
        const auto cheap = select(products.id, products.price).order_by(products.price).limit(2);
        const auto dear = select(products.id, products.price).order_by(products.price.desc()).limit(2);
        return union_all(cheap, dear).order_by("price", "id");
    });
    cases.add("set-007", [] {
        const auto cheap = select(products.id, products.price).order_by(products.price).limit(2).subquery();
        const auto dear = select(products.id, products.price).order_by(products.price.desc()).limit(2).subquery();
        return union_all(select(cheap), select(dear)).order_by("price");
    });
    cases.add("set-008", [] {
        const auto role = literal("customer").label("role");
        const auto people = union_all(select(users.name, role), select(employees.name, literal("staff").label("role")))
                                .subquery("people");
        return select(people[role], func::count().label("n")).group_by(people[role]).order_by(people[role]);
    });
    cases.add("set-011", [] {
        return union_all(except_(select(categories.id),
                                 select(products.category_id).where(products.category_id.is_not_null())),
                         intersect(select(categories.id).where(categories.id > 8),
                                   select(categories.id).where(categories.id < 10)))
            .order_by(desc("id"));
    });
}

}  // namespace oracle
