#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <chrono>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

namespace {

void add_plain_cases(Cases& cases) {
    cases.add("cte-001", [] {
        const auto big = select(orders.user_id, orders.total).where(orders.total > 200).cte("big");
        return select(users.name, big[orders.total])
            .join_from(users, big, users.id == big[orders.user_id])
            .order_by(big[orders.total], users.name);
    });
    cases.add("cte-002", [] {
        const auto spent = func::sum(orders.total).label("spent");
        const auto per_user = select(orders.user_id, spent).group_by(orders.user_id).cte("per_user");
        const auto user = per_user[orders.user_id];
        const auto average = select(func::avg(per_user[spent])).scalar_subquery();
        const auto top = select(user).where(per_user[spent] > average).cte("top_users");
        return select(users.name).where(users.id.in_(select(top[user]))).order_by(users.id);
    });
    cases.add("cte-003", [] {
        const auto peak = func::max(readings.value).label("peak");
        const auto daily = select(readings.sensor_id, peak).group_by(readings.sensor_id).cte("peaks");
        const auto a = daily.alias("a");
        const auto b = daily.alias("b");
        return select(a[readings.sensor_id], b[readings.sensor_id], (b[peak] - a[peak]).label("diff"))
            .where(a[readings.sensor_id] < b[readings.sensor_id])
            .order_by(a[readings.sensor_id], b[readings.sensor_id]);
    });
    cases.add("cte-004", [] {
        const auto older = select(users.id, users.name).where(users.age > 45).cte();
        return select(older[users.name]).order_by(older[users.id]);
    });
    cases.add("cte-005", [] {
        const auto gross = (orders.total * Decimal("1.19")).label("gross");
        const auto paid = select(orders.id, gross).where(orders.status == "paid").cte("gross");
        return select(literal("EUR").label("cur"), paid[orders.id], paid[gross])
            .where(paid[gross] > 70)
            .order_by(paid[orders.id]);
    });
    cases.add("cte-009", [] {
        const auto n = func::count().label("n");
        const auto m = select(orders.user_id, n).group_by(orders.user_id).cte("m").materialized();
        const auto i = select(users.id, users.name).where(users.is_active).cte("i").not_materialized();
        return select(i[users.name], m[n])
            .join_from(i, m, i[users.id] == m[orders.user_id])
            .where(m[n] > 2)
            .order_by(i[users.id]);
    });
    cases.add("cte-011", [] {
        const auto items = func::sum(order_items.quantity).label("q");
        const auto per_order =
            select(order_items.order_id, items).group_by(order_items.order_id).cte("per_order", nesting);
        const auto bought = func::sum(per_order[items]).label("q");
        const auto per_user = select(orders.user_id, bought)
                                  .join_from(orders, per_order, orders.id == per_order[order_items.order_id])
                                  .group_by(orders.user_id)
                                  .cte("per_user");
        return select(per_user[orders.user_id], per_user[bought])
            .where(per_user[bought] > 4)
            .order_by(per_user[orders.user_id]);
    });
    cases.add("cte-012", [] {
        const auto mail = users.email.label("mail");
        const auto contact = union_(select(mail).where(users.email.like("%.test")),
                                    select((users.name + "@shop.test").label("mail")).where(users.email.is_null()))
                                 .cte("contact");
        return select(contact[mail]).order_by(contact[mail]);
    });
    cases.add("cte-017", [] {
        const Timestamp on = std::chrono::local_days(2024y / 2 / 3);
        const auto audit =
            insert(events).values(events.action = "report", events.at = on, events.detail = "monthly").cte("audit_row");
        return select(func::count().label("n")).select_from(users).add_cte(audit);
    });
    cases.add("cte-018", [] {
        const auto total = func::sum(orders.total).label("t");
        const auto spent = select(orders.user_id, total).group_by(orders.user_id).cte("spent");
        return update(accounts)
            .where(accounts.owner_id == spent[orders.user_id], spent[total] > 300)
            .values(accounts.version = accounts.version + 1)
            .returning(accounts.code, accounts.version);
    });
}

void add_recursive_cases(Cases& cases) {
    cases.add("cte-006", [] {
        const auto i = literal(1).label("i");
        auto n = select(i).cte("n", recursive);
        n = n.union_all(select(n[i] + 1).where(n[i] < 5));
        return select(n[i], (n[i] * n[i]).label("sq")).order_by(n[i]);
    });
    cases.add("cte-007", [] {
        const auto path = cast(categories.name, Text()).label("path");
        const auto depth = literal(0).label("depth");
        auto tree = select(categories.id, path, depth).where(categories.parent_id.is_null()).cte("tree", recursive);
        const auto child = categories.alias("child");
        tree = tree.union_all(select(child.id, tree[path] + " > " + child.name, tree[depth] + 1)
                                  .where(child.parent_id == tree[categories.id]));
        return select(tree[path], tree[depth]).order_by(tree[path]);
    });
    cases.add("cte-008", [] {
        auto chain = select(employees.id, employees.manager_id, employees.name)
                         .where(employees.name == "Yusuf")
                         .cte("chain", recursive);
        const auto up = employees.alias("up");
        chain = chain.union_(
            select(up.id, up.manager_id, up.name).join_from(up, chain, up.id == chain[employees.manager_id]));
        return select(chain[employees.name]).order_by(chain[employees.id].desc());
    });
    cases.add("cte-010", [] {
        auto t = select(categories.id, categories.name).where(categories.id == 1).cte("t", recursive);
        t = t.union_all(
            select(categories.id, categories.name).join_from(categories, t, categories.parent_id == t[categories.id]));
        t = t.suffix_with("SEARCH DEPTH FIRST BY name SET ord");
        return select(t[categories.name]).order_by(literal_column("t.ord"));
    });
}

}  // namespace

void add_cte_cases(Cases& cases) {
    add_plain_cases(cases);
    add_recursive_cases(cases);
}

}  // namespace oracle
