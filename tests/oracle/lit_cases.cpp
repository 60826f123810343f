#include "oracle/groups.hpp"
#include "oracle/shop.hpp"

#include <boost/uuid/string_generator.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_lit_cases(Cases& cases) {
    const auto add = [&](std::string_view id, auto build) { cases.add(id, build).options.literal_binds = true; };

    add("lit-001", [] {
        return select(literal(1).label("i"), literal(-2).label("neg"), literal("O'Neil").label("s"),
                      literal(true).label("b"), literal(1.5).label("f"))
            .where(literal(nullptr).is_(nullptr));
    });
    add("lit-002", [] {
        return select(orders.id)
            .where(orders.total > Decimal("99.90"), orders.status.in_("shipped", "paid"), orders.note.is_not(nullptr),
                   orders.id != 6)
            .order_by(orders.id)
            .limit(3);
    });
    add("lit-003", [] {
        const Timestamp later = std::chrono::local_days(2024y / 1 / 1) + 12h + 30min;
        const Timestamp earlier = std::chrono::local_days(2023y / 1 / 1);
        return select(employees.id)
            .where(employees.hired_on > 2020y / 1 / 1, literal(later) > literal(earlier))
            .order_by(employees.id);
    });
    add("lit-004", [] {
        return select(literal("a\\b").label("a"), literal("50% 'off'").label("b"), literal("x:y ?").label("c"),
                      literal("line\nbreak").label("d"));
    });
    add("lit-005",
        [] { return select(documents.id).where(documents.title.contains("0% p", autoescape)).order_by(documents.id); });
    add("lit-007", [] {
        return insert(categories)
            .values(categories.id = 40, categories.name = "It's new", categories.position = -1,
                    categories.parent_id = nullptr);
    });
    add("lit-008", [] {
        return update(products)
            .where(products.sku == "ZZ-999")
            .values(products.price = Decimal("1.00"), products.name = "50% off: \\o/", products.weight = nullptr);
    });
    add("lit-009", [] {
        const auto token = boost::uuids::string_generator()("0b9f6f1e-2f39-4ad5-9d5f-0d6c4a3f7a01");
        const std::vector<std::string> letters{"p", "q'r"};
        return select(literal(token).label("u"), literal(letters, Array(Text())).label("a"), literal(26h).label("i"));
    });
}

}  // namespace oracle
