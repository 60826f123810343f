#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_cmp_cases(Cases& cases) {
    cases.add("cmp-002", [] {
        return select(products.id)
            .where(products.price > 10, products.price <= 75.25, products.weight < 2, products.weight >= 0.2)
            .order_by(products.id);
    });
    cases.add("cmp-003", [] { return select(users.id).where(40 < users.age).order_by(users.id); });
    cases.add("cmp-004", [] { return select(users.id).where(users.email == nullptr).order_by(users.id); });
    cases.add("cmp-005", [] {
        return select(users.id).where(users.age != nullptr, users.email != nullptr).order_by(users.id).limit(5);
    });
    cases.add("cmp-006", [] {
        return select(employees.id, employees.bonus)
            .where(employees.bonus.is_distinct_from(Decimal("0.00")), employees.dept == "tech")
            .order_by(employees.id);
    });
    cases.add("cmp-008", [] { return select(orders.id).where(orders.total.between(50, 100)).order_by(orders.id); });
    cases.add("cmp-009", [] {
        return select(orders.id).where(!orders.total.between(Decimal("10"), Decimal("400"))).order_by(orders.id);
    });
    cases.add("cmp-010", [] { return select(users.id).where(users.age.between(40, 30, true)).order_by(users.id); });
    cases.add("cmp-011", [] { return select(users.id).where(users.is_active, users.age > 45).order_by(users.id); });
    cases.add("cmp-012", [] { return select(users.id).where(!users.is_active).order_by(users.id); });
    cases.add("cmp-013", [] {
        return select(users.id)
            .where(or_(users.is_active == false, and_(users.is_active == true, users.age > 60)))
            .order_by(users.id);
    });
    cases.add("cmp-014", [] {
        return select(users.id)
            .where(users.is_active.is_(true), users.is_active.is_not(false), users.id > 9)
            .order_by(users.id);
    });
    cases.add("cmp-015", [] { return select(users.id).where(users.is_active == (users.age > 30)).order_by(users.id); });
    cases.add("cmp-016", [] { return select(users.id).where((users.age > 30).is_(nullptr)).order_by(users.id); });
    cases.add("cmp-018", [] {
        const Timestamptz may = std::chrono::sys_days(2023y / 5 / 1);
        return select(users.id).where(users.created_at >= may, users.created_at < func::now()).order_by(users.id);
    });
    cases.add("cmp-019", [] {
        const std::vector<std::byte> digest{std::byte{0xde}, std::byte{0xad}, std::byte{0xbe}, std::byte{0xef}};
        return select(documents.id, documents.digest)
            .where(or_(documents.digest == digest, documents.digest == std::vector<std::byte>()))
            .order_by(documents.id);
    });
}

}  // namespace oracle
