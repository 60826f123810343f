#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/sql/table_function.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_frm_cases(Cases& cases) {
    cases.add("frm-001", [] {
        return select(users.name).where(users.id == orders.user_id, orders.total > 900).order_by(users.id);
    });
    cases.add("frm-002", [] {
        return select(orders.id, users.name)
            .select_from(users)
            .where(users.id == orders.user_id, orders.status == "returned")
            .order_by(orders.id);
    });
    cases.add("frm-003",
              [] { return select(literal(1).label("found")).select_from(users).where(users.name == "june"); });
    cases.add("frm-004",
              [] { return select(func::count()).select_from(select(orders.user_id).distinct().subquery()); });
    cases.add("frm-005", [] {
        const auto uid = users.id.label("uid");
        const auto inner = select(uid, func::upper(users.name)).where(users.id < 4).subquery("u");
        return select(inner).order_by(inner[uid]);
    });
    cases.add("frm-006", [] { return select(users.id).with_hint(users, "ONLY", "postgresql").where(users.id == 1); });
    cases.add("frm-008", [] {
        const auto s = tablesample(orders, 100);
        return select(s.id).where(s.total > 900).order_by(s.id);
    });
}

}  // namespace oracle
