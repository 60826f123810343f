#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <chrono>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_ups_cases(Cases& cases) {
    cases.add("ups-001", [] {
        return insert(accounts)
            .values(accounts.id = 3, accounts.code = "ACC-X", accounts.balance = 1)
            .on_conflict_do_nothing();
    });
    cases.add("ups-002", [] {
        return insert(accounts)
            .values(accounts.code = "ACC-BROOK", accounts.balance = 99)
            .on_conflict(accounts.code)
            .do_update(accounts.balance = excluded(accounts.balance))
            .returning(accounts.id, accounts.balance);
    });
    cases.add("ups-005", [] {
        return insert(accounts)
            .values(accounts.id = 40, accounts.code = "ACC-T", accounts.owner_id = 2, accounts.balance = 30000)
            .on_conflict("owner_id")
            .index_where(accounts.balance > literal_column("1000"))
            .do_update(accounts.version = accounts.version + 100)
            .returning(accounts.id, accounts.version);
    });
    cases.add("ups-006", [] {
        const Timestamptz created = std::chrono::sys_days(2024y / 1 / 1);
        return insert(users)
            .values(users.name = "ada", users.created_at = created, users.age = 37)
            .on_conflict_constraint("users_name_key")
            .do_update(users.age = excluded(users.age))
            .returning(users.id, users.age);
    });
    cases.add("ups-007", [] {
        return insert(order_items)
            .values(order_items.order_id = 1, order_items.product_id = 2, order_items.quantity = 5,
                    order_items.unit_price = Decimal("70.00"))
            .on_conflict(order_items.order_id, order_items.product_id)
            .do_update(order_items.quantity = order_items.quantity + 5,
                       order_items.unit_price =
                           func::round((order_items.unit_price + excluded(order_items.unit_price)) / 2, 1))
            .returning(order_items.quantity, order_items.unit_price);
    });
    cases.add("ups-008", [] {
        return insert(accounts)
            .columns(accounts.code, accounts.balance)
            .from_select(select(accounts.code, accounts.balance + 500).where(accounts.id.in_(3, 6)))
            .on_conflict(accounts.code)
            .do_update(accounts.balance = excluded(accounts.balance))
            .returning(accounts.code, accounts.balance);
    });
    cases.add("ups-009", [] {
        const Timestamptz created = std::chrono::sys_days(2024y / 1 / 1);
        return insert(users)
            .values(users.name = "ADA", users.created_at = created)
            .on_conflict(func::lower(users.name))
            .do_update(users.fullname = "dup of " + excluded(users.name))
            .returning(users.id, users.fullname);
    });
}

}  // namespace oracle
