#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/param.hpp>
#include <azoth/json.hpp>

#include <boost/json/value.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_upd_cases(Cases& cases) {
    cases.add("upd-001", [] { return update(users).where(users.id == 4).values(users.is_active = true); });
    cases.add("upd-002", [] {
        return update(products)
            .where(products.category_id == 5)
            .values(products.price = products.price * Decimal("1.10"), products.name = products.name + " v2");
    });
    cases.add("upd-003", [] {
        return update(accounts)
            .where(accounts.id == 6, accounts.version == 7)
            .values(accounts.balance = accounts.balance - 50, accounts.version = accounts.version + 1);
    });
    cases.add("upd-004", [] {
        const auto total = select(func::sum(order_items.quantity * order_items.unit_price))
                               .where(order_items.order_id == orders.id)
                               .scalar_subquery();
        return update(orders).where(orders.id.in_(1, 4)).values(orders.total = total);
    });
    cases.add("upd-005", [] {
        return update(accounts)
            .where(accounts.owner_id == users.id, users.age > 40)
            .values(accounts.balance = accounts.balance + users.age);
    });
    cases.add("upd-008", [] {
        return update(products)
            .where(products.id == 2)
            .ordered_values(products.weight = 0.5, products.name = "Big Knife", products.price = products.price + 1);
    });
    cases
        .add("upd-009",
             [] {
                 return update(users)
                     .where(users.name == bindparam("old_name"))
                     .values(users.name = bindparam("new_name"), users.age = bindparam<std::int32_t>("age_now"));
             })
        .execute = {{"old_name", "june"}, {"new_name", "julia"}, {"age_now", 62}};
    cases.add("upd-010", [] {
        return update(products)
            .values(products.price = case_(when(products.price < 10, products.price + 1),
                                           when(products.price > 500, products.price - 100))
                                         .else_(products.price))
            .where(or_(products.price<10, products.price> 500))
            .returning(products.sku, products.price);
    });
    cases.add("upd-012", [] {
        return update(events)
            .where(events.user_id.is_(nullptr))
            .values(events.user_id = 0, events.detail = events.detail + "!")
            .returning(events.id, events.detail);
    });
    cases.add("upd-013", [] {
        const boost::json::value sold_out{{"stock", 0}};
        return update(products)
            .where(products.id == 6)
            .values(products.tags = products.tags + array("sale"),
                    products.attributes = products.attributes.concat(cast(sold_out, Jsonb())))
            .returning(products.tags, products.attributes);
    });
}

}  // namespace oracle
