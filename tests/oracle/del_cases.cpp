#include "oracle/groups.hpp"
#include "oracle/shop.hpp"

#include <chrono>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_del_cases(Cases& cases) {
    cases.add("del-001", [] { return delete_from(addresses).where(addresses.id == 16); });
    cases.add("del-002", [] {
        return delete_from(order_items)
            .where(order_items.order_id == 6)
            .returning(order_items.product_id, order_items.quantity);
    });
    cases.add("del-003", [] {
        return delete_from(categories)
            .where(!exists().where(products.category_id == categories.id), categories.parent_id.is_(nullptr),
                   categories.id > 1)
            .returning(categories.name);
    });
    cases.add("del-004", [] {
        return delete_from(addresses)
            .where(addresses.user_id == users.id, users.is_active.is_(false))
            .returning(addresses.id);
    });
    cases.add("del-007", [] {
        const Timestamp march = std::chrono::local_days(2023y / 3 / 1);
        const auto stale = select(orders.id).where(orders.placed_at < march, orders.status == "shipped").cte("stale");
        return delete_from(order_items).where(order_items.order_id.in_(select(stale[orders.id])));
    });
    cases.add("del-008", [] {
        const auto i = order_items.alias("i");
        return delete_from(i).where(i.quantity == 10).returning(i.order_id);
    });
}

}  // namespace oracle
