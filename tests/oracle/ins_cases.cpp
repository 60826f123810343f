#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/json.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_ins_cases(Cases& cases) {
    cases.add("ins-001", [] {
        return insert(categories)
            .values(categories.id = 20, categories.parent_id = 3, categories.name = "Pots", categories.position = 3);
    });
    cases.add("ins-002", [] {
        return insert(addresses).values(addresses.user_id = 7, addresses.street = "1 Left Bank",
                                        addresses.city = "Belgrade");
    });
    cases.add("ins-003", [] {
        return insert(addresses)
            .values(addresses.user_id = 7, addresses.street = "1 Left Bank", addresses.city = "Belgrade",
                    addresses.kind = "work")
            .inline_();
    });
    cases.add("ins-005", [] {
        const Timestamp morning = std::chrono::local_days(2024y / 2 / 1) + 8h;
        return insert(orders)
            .values(orders.user_id = 4, orders.total = Decimal("19.99"), orders.placed_at = morning)
            .returning(orders.id, (orders.total * 2).label("twice"), func::upper(orders.status));
    });
    cases.add("ins-006", [] {
        return insert(order_items)
            .values(order_items.order_id = 2, order_items.product_id = 1, order_items.quantity = 1,
                    order_items.unit_price = Decimal("12.40"))
            .values(order_items.order_id = 2, order_items.product_id = 9, order_items.quantity = 2,
                    order_items.unit_price = Decimal("5.60"))
            .values(order_items.order_id = 2, order_items.product_id = 14, order_items.quantity = 1,
                    order_items.unit_price = Decimal("30.00"));
    });
    cases.add("ins-007", [] {
        const Timestamp third = std::chrono::local_days(2024y / 1 / 3);
        const Timestamp fourth = std::chrono::local_days(2024y / 1 / 4);
        const Timestamp fifth = std::chrono::local_days(2024y / 1 / 5);
        return insert(readings)
            .values(readings.sensor_id = 4, readings.at = third, readings.value = 1.5)
            .values(readings.sensor_id = 4, readings.at = fourth, readings.value = func::abs(-2.5))
            .values(readings.sensor_id = 4, readings.at = fifth,
                    readings.value = select(func::max(readings.value)).scalar_subquery());
    });
    cases.add("ins-008", [] {
        return insert(categories).values(21, nullptr, "Lids", 4).returning(categories.id, categories.parent_id);
    });
    cases.add("ins-009", [] {
        const Timestamptz created = std::chrono::sys_days(2024y / 2 / 2);
        std::vector<Assignment> row{users.name = "nils", users.fullname = "Nils N."};
        row.push_back(users.age = 30);
        row.push_back(users.created_at = created);
        return insert(users).values(row).returning(users.fullname, users.age);
    });
    cases.add("ins-010", [] {
        return insert(accounts)
            .columns(accounts.code, accounts.owner_id, accounts.balance)
            .from_select(select(func::upper("acc-" + users.name), users.id, literal(10))
                             .where(users.id.in_(4, 7))
                             .order_by(users.id));
    });
    cases.add("ins-011", [] {
        const Timestamp march = std::chrono::local_days(2024y / 3 / 1);
        const auto n = func::count().label("n");
        const auto busy = select(orders.user_id, n).group_by(orders.user_id).having(func::count() > 2).cte("busy");
        return insert(events)
            .columns(events.user_id, events.action, events.at, events.detail)
            .from_select(select(busy[orders.user_id], literal("vip"), literal(march), cast(busy[n], Text())))
            .returning(events.user_id, events.detail);
    });
    cases.add("ins-012", [] {
        static MetaData metadata;
        static const Table counters{"counters", metadata, Column{"id", Integer(), primary_key},
                                    Column{"n", Integer(), server_default(7)}};
        return insert(counters).returning(counters["n"]);
    });
    cases.add("ins-014", [] {
        return insert(products)
            .values(products.id = 30, products.sku = "XX-1", products.name = "Sieve", products.category_id = nullptr,
                    products.price = Decimal("9.90"), products.weight = 0.3,
                    products.tags = std::vector<std::string>{"steel", "new"},
                    products.attributes = R"({"mesh": [1, 2]})")
            .returning(products.tags, products.attributes, products.category_id);
    });
    cases.add("ins-016", [] {
        return insert(accounts)
            .prefix_with("OR IGNORE", "sqlite")
            .values(accounts.id = 30, accounts.code = "ACC-OLD", accounts.balance = 5)
            .inline_();
    });
    // The statement compiled for an execution with a row of three fields.
    cases
        .add("ins-018",
             [] {
                 const auto statement =
                     insert(addresses).columns(addresses.user_id, addresses.city, addresses.street).inline_();
                 return Statement(detail::insert_with_parameters(statement, 3));
             })
        .execute = {{"user_id", 12}, {"city", "Bremen"}, {"street", "Am Wall 1"}};
    cases.add("ins-019", [] {
        return insert(line_items)
            .values(line_items.order = 50, line_items.unit_price = Decimal("3.30"), line_items.user_name = "Zed",
                    line_items.percent = 5, line_items.size = 7)
            .returning(line_items.user_name, line_items.size);
    });
}

}  // namespace oracle
