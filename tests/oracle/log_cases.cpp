#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <map>
#include <string>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_log_cases(Cases& cases) {
    cases.add("log-001", [] {
        return select(orders.id)
            .where(and_(and_(orders.status == "shipped", orders.total > 100), and_(orders.id > 1, orders.id < 16)))
            .order_by(orders.id);
    });
    cases.add("log-002", [] {
        return select(orders.id)
            .where(or_(and_(orders.status == "new", orders.total < 10),
                       and_(orders.status == "paid", or_(orders.total > 200, orders.note.is_(nullptr)))))
            .order_by(orders.id);
    });
    cases.add("log-003", [] {
        return select(users.id)
            .where(users.age > 20 && !(users.is_active || users.email.is_(nullptr)))
            .order_by(users.id);
    });
    cases.add("log-004", [] {
        return select(orders.id).where(not_(or_(orders.status == "shipped", orders.total < 50))).order_by(orders.id);
    });
    cases.add("log-005", [] {
        return select(orders.id)
            .where(not_(orders.total > 50), not_(orders.status == "new"), !(orders.user_id != 10))
            .order_by(orders.id);
    });
    cases.add("log-006",
              [] { return select(users.id).where(not_(not_(users.age < 25)), !!users.is_active).order_by(users.id); });
    cases.add("log-007", [] {
        return select(users.id).where(or_(and_(users.id == 3)), and_(or_(users.age == 41))).order_by(users.id);
    });
    cases.add("log-008", [] { return select(users.id).where(and_(true_(), users.id == 4)).order_by(users.id); });
    cases.add("log-010", [] { return select(users.id).where(and_(users.id == 4, false_())).order_by(users.id); });
    cases.add("log-011",
              [] { return select(func::count().label("n")).select_from(users).where(or_(users.id == 4, true_())); });
    cases.add("log-012", [] {
        const std::map<std::string, Value> wanted{{"status", "shipped"}, {"user_id", 5}};
        Condition condition = true_();
        for (const auto& [name, value] : wanted) condition = and_(condition, orders[name] == value);
        return select(orders.id).where(condition).order_by(orders.id);
    });
}

}  // namespace oracle
