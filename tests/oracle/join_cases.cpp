#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_join_cases(Cases& cases) {
    cases.add("join-001", [] {
        return select(users.name, addresses.city)
            .join_from(users, addresses)
            .where(addresses.kind == "work")
            .order_by(users.id);
    });
    cases.add("join-002", [] {
        return select(users.name, accounts.code)
            .join_from(users, accounts, users.id == accounts.owner_id && accounts.balance > 1000)
            .order_by(users.id);
    });
    cases.add("join-004", [] {
        return select(users.name, func::count(orders.id).label("new_orders"))
            .select_from(users.outer_join(orders, orders.user_id == users.id && orders.status == "new"))
            .group_by(users.id, users.name)
            .order_by(users.id)
            .limit(5);
    });
    cases.add("join-005", [] {
        return select(nullable(users.name), nullable(accounts.code))
            .select_from(users.full_join(accounts, users.id == accounts.owner_id))
            .where(users.id.is_null() || accounts.id.is_null())
            .order_by(users.name.nulls_last());
    });
    cases.add("join-006", [] {
        const auto boss = employees.alias("boss");
        return select(employees.name, boss.name.label("boss"))
            .join_from(employees, boss, employees.manager_id == boss.id)
            .where(boss.dept == "tech")
            .order_by(employees.id);
    });
    cases.add("join-007", [] {
        const auto e = employees.alias("e");
        const auto m = employees.alias("m");
        const auto g = employees.alias("g");
        return select(e.name, nullable(m.name), nullable(g.name))
            .select_from(e.outer_join(m, e.manager_id == m.id).outer_join(g, m.manager_id == g.id))
            .where(e.dept == "support")
            .order_by(e.id);
    });
    cases.add("join-008", [] {
        const auto other = users.alias();
        return select(users.name, other.name).join_from(users, other, users.age == other.age && users.id < other.id);
    });
    cases.add("join-009", [] {
        return select(users.name, orders.id, products.name.label("product"), order_items.quantity)
            .select_from(users)
            .join(orders)
            .join(order_items)
            .join(products)
            .where(order_items.quantity > 2)
            .order_by(orders.id, products.id);
    });
    cases.add("join-012", [] {
        const auto spent = func::sum(orders.total).label("spent");
        const auto totals = select(orders.user_id, spent).group_by(orders.user_id).subquery();
        return select(users.name, totals[spent])
            .join_from(users, totals, users.id == totals[orders.user_id])
            .where(totals[spent] > 500)
            .order_by(totals[spent].desc());
    });
    cases.add("join-013", [] {
        const auto big = select(orders).where(orders.total > 300).subquery("big");
        return select(users.name, big[orders.total]).join_from(users, big).order_by(big[orders.id]);
    });
    cases.add("join-014", [] {
        return select(categories.name, users.name.label("u"))
            .join_from(categories, users, true_())
            .where(categories.id == 2, users.id < 3)
            .order_by(users.id);
    });
    cases.add("join-015", [] {
        const auto last2 = select(orders.id, orders.placed_at)
                               .where(orders.user_id == users.id)
                               .order_by(orders.placed_at.desc())
                               .limit(2)
                               .lateral("last2");
        return select(users.name, last2[orders.id])
            .join_from(users, last2, true_())
            .where(users.id.in_(2, 5))
            .order_by(users.id, last2[orders.placed_at].desc());
    });
    cases.add("join-017", [] {
        return select(users.name, orders.id, accounts.code)
            .select_from(accounts)
            .select_from(users.join(orders))
            .where(accounts.owner_id == users.id, orders.status == "new")
            .order_by(orders.id);
    });
}

}  // namespace oracle
