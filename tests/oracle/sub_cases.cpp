#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <cstdint>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_sub_cases(Cases& cases) {
    cases.add("sub-002", [] {
        const auto average = select(func::avg(orders.total)).scalar_subquery();
        return select(orders.id).where(orders.total > average).order_by(orders.id);
    });
    cases.add("sub-003", [] {
        return select(users.name)
            .where(exists().where(orders.user_id == users.id, orders.status == "returned"))
            .order_by(users.id);
    });
    cases.add("sub-004", [] {
        return select(products.sku)
            .where(!exists(
                select(order_items.order_id).where(order_items.product_id == products.id, order_items.quantity < 3)))
            .order_by(products.sku);
    });
    cases.add("sub-005", [] {
        return select(categories.name)
            .where(select(products.id).where(products.category_id == categories.id, products.price > 100).exists())
            .order_by(categories.id);
    });
    cases.add("sub-006", [] {
        return select(users.id, exists(select(accounts.id).where(accounts.owner_id == users.id)).label("has_account"))
            .where(users.id.between(8, 12))
            .order_by(users.id);
    });
    cases.add("sub-007", [] {
        return select(exists(select(orders.id).where(orders.total > 1000)).label("any_big"),
                      (!exists().where(orders.total > 9999)).label("none_huge"));
    });
    cases.add("sub-008", [] {
        const auto prices = select(products.price).where(products.category_id == 5);
        return select(products.id)
            .where(products.price > all_(prices), products.price != any_(prices))
            .order_by(products.id);
    });
    cases.add("sub-009", [] {
        const auto best = select(orders.user_id, orders.total).order_by(orders.total.desc()).limit(1);
        return select(orders.id).where(tuple_(orders.user_id, orders.total) == best.scalar_subquery());
    });
    cases.add("sub-010", [] {
        const auto n = func::count().label("n");
        const auto a = select(orders.user_id, n).group_by(orders.user_id).subquery();
        const auto b = select(addresses.user_id, n).group_by(addresses.user_id).subquery();
        return select(a[orders.user_id], a[n], b[n])
            .join_from(a, b, a[orders.user_id] == b[addresses.user_id])
            .where(a[n] == b[n])
            .order_by(a[orders.user_id]);
    });
    cases.add("sub-012", [] {
        const auto o2 = orders.alias("o2");
        const auto first = select(func::min(o2.placed_at)).where(o2.user_id == orders.user_id).scalar_subquery();
        return select(orders.id).where(orders.placed_at == first).order_by(orders.id);
    });
    cases.add("sub-013", [] {
        const auto n = select(func::count())
                           .select_from(users, orders)
                           .where(users.id == orders.user_id)
                           .correlate(nullptr)
                           .scalar_subquery();
        return select(users.id, n.label("n")).where(users.id < 3).order_by(users.id);
    });
    cases.add("sub-015", [] {
        const auto price = select(products.price).where(products.id == order_items.product_id).scalar_subquery();
        const auto cheap = exists(
            select(order_items.product_id).where(order_items.order_id == orders.id, order_items.unit_price < price));
        return select(orders.id).where(cheap).order_by(orders.id);
    });
    cases.add("sub-017", [] {
        const auto n = select(func::count()).where(orders.user_id == users.id).scalar_subquery();
        return select(users.name).order_by(n.desc(), users.id).limit(4);
    });
    cases.add("sub-018", [] {
        const auto ids = select(orders.id).where(orders.user_id == users.id).order_by(orders.id).scalar_subquery();
        return select(users.name, func::call<std::vector<std::int32_t>>("array", ids).label("ids"))
            .where(users.id.in_(1, 12))
            .order_by(users.id);
    });
}

}  // namespace oracle
