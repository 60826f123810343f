#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <string>
#include <utility>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_in_cases(Cases& cases) {
    cases.add("in-001", [] { return select(users.name).where(users.id.in_(2, 4, 6)).order_by(users.id); });
    cases.add("in-002", [] {
        return select(orders.id).where(orders.status.not_in("shipped", "paid", "new")).order_by(orders.id);
    });
    cases.add("in-003", [] { return select(users.id).where(users.id.in_(std::vector<int>())).order_by(users.id); });
    cases.add("in-004", [] {
        return select(func::count().label("n"))
            .select_from(orders)
            .where(orders.status.not_in(std::vector<std::string>()));
    });
    cases.add("in-005", [] {
        return select(users.id)
            .where(or_(users.id.in_(std::vector<int>()), users.name.in_("ada", "lena")))
            .order_by(users.id);
    });
    cases.add("in-006", [] {
        return select(orders.id)
            .where(orders.total > 20, orders.status.in_("paid", "new"), orders.total < 100)
            .order_by(orders.id);
    });
    cases.add("in-007", [] {
        return select(orders.id, orders.user_id)
            .where(orders.user_id.in_(5, 10, 11), orders.status.in_("shipped", "returned"))
            .order_by(orders.id.desc())
            .limit(3);
    });
    // A statement accepts lists directly: bindparam(expanding=True) is not needed.
    cases.add("in-008", [] {
        const std::vector<std::string> names{"hana", "ivo_k", "nobody"};
        return select(users.id).where(users.name.in_(names)).order_by(users.id);
    });
    cases.add("in-009", [] {
        const std::vector<int> ages;
        return select(users.id).where(users.age.not_in(ages)).order_by(users.id).limit(2);
    });
    cases.add("in-010", [] {
        return select(users.id).where(users.id.in_(literal(3), func::abs(-5), users.age - 18)).order_by(users.id);
    });
    cases.add("in-012",
              [] { return select(users.name).where(users.id.not_in(select(addresses.user_id))).order_by(users.id); });
    cases.add("in-015", [] {
        const std::vector<std::pair<int, int>> none;
        return select(func::count().label("n"))
            .select_from(order_items)
            .where(tuple_(order_items.order_id, order_items.product_id).not_in(none));
    });
}

}  // namespace oracle
