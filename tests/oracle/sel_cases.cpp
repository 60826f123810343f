#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_sel_cases(Cases& cases) {
    cases.add("sel-001", [] { return select(users.id, users.name, users.email).order_by(users.id).limit(4); });
    cases.add("sel-002", [] { return select(accounts).where(accounts.balance > 1000000).order_by(accounts.id); });
    cases.add("sel-003", [] {
        return select(products.price + 1, products.price * 2, func::upper(products.sku), products.id)
            .where(products.id == 1);
    });
    cases.add("sel-004",
              [] { return select(users.name, users.id, users.name).where(users.id.in_(1, 2)).order_by(users.id); });
    cases.add("sel-005", [] {
        return select(users.id, users.name, categories.id, categories.name)
            .where(users.id == categories.id, users.id < 4)
            .order_by(users.id);
    });
    cases.add("sel-006", [] {
        return select(users.id, users.name, categories.id, categories.name)
            .where(users.id == categories.id, users.id < 4)
            .order_by(users.id)
            .set_label_style(LabelStyle::tablename_plus_col);
    });
    cases.add("sel-007",
              [] { return select(literal(1).label("one"), literal("two").label("two"), null_().label("absent")); });
    cases.add("sel-008", [] {
        const auto base = select(employees.name).where(employees.dept == "sales").order_by(employees.id);
        return base.add_columns(employees.salary, (employees.salary * 12).label("yearly"));
    });
    cases.add("sel-009", [] {
        const auto page = select(orders).where(orders.status == "shipped").order_by(orders.id).limit(3);
        return page.with_only_columns(orders.id, orders.total);
    });
    cases.add("sel-010", [] {
        const auto page = select(users, addresses.city).where(users.id == addresses.user_id, users.id == 5);
        return page.maintain_column_froms().with_only_columns(func::count());
    });
    cases.add("sel-012", [] {
        return select(users.name)
            .prefix_with("ALL")
            .where(users.age > 50)
            .order_by(users.name)
            .suffix_with("/* report */");
    });
    cases.add("sel-013",
              [] { return select(users.id).with_statement_hint("/* pg only */", "postgresql").where(users.id == 3); });
}

}  // namespace oracle
