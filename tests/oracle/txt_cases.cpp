#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/param.hpp>
#include <azoth/sql/text.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;

namespace {

/// What txt-009 knows of orders.
struct Notes {
    Column<std::int32_t> id{"id"};
    Column<Optional<std::string>> note{"note", String()};
};

}  // namespace

void add_txt_cases(Cases& cases) {
    cases.add("txt-001", [] {
        return text("SELECT id, name FROM users WHERE age > :age AND name <> :name ORDER BY id")
            .bind("age", 40)
            .bind("name", "june");
    });
    cases.add("txt-002", [] {
        return text("SELECT id FROM orders WHERE total > :x OR (total * 2 > :x AND status = :s) ORDER BY id")
            .bind("x", 400)
            .bind("s", "paid");
    });
    cases.add("txt-003", [] {
        const auto mine = text("SELECT id, total, placed_at FROM orders WHERE user_id = :u")
                              .columns(orders.id, orders.total, orders.placed_at)
                              .bind("u", 5)
                              .subquery("mine");
        return select(mine[orders.id], mine[orders.total]).where(mine[orders.total] > 50).order_by(mine[orders.id]);
    });
    cases.add("txt-004", [] {
        return text(R"(SELECT '12\:30'::text AS a, (ARRAY[1,2,3])[2\:3] AS b, :v AS c)").bind("v", "z", String());
    });
    cases.add("txt-007", [] {
        return select(orders.id)
            .where(or_(text("total > 900"), and_(text("status = 'new'"), orders.user_id == 9)))
            .order_by(orders.id);
    });
    cases.add("txt-008", [] {
        return select((literal_column<std::int32_t>("age") + 1).label("x"),
                      literal_column<std::string>("'a' || 'b'").label("y"))
            .select_from(users)
            .where(literal_column("id") == 3);
    });
    cases.add("txt-009", [] {
        static MetaData elsewhere;
        static const Table<Notes> notes{"orders", elsewhere};
        return select(notes).where(notes.note.startswith("gift")).order_by(notes.id);
    });
    cases.add("txt-010", [] {
        const auto limit = bindparam("amount", Decimal("250.00"), Numeric(10, 2));
        return select(orders.id, (orders.total - limit).label("over"))
            .where(orders.total >= limit)
            .order_by((orders.total - limit).desc(), orders.id);
    });
    cases.add("txt-011", [] {
        return select(users.id)
            .where(or_(users.name == "ada", users.name == "brook", users.name == "ada"))
            .order_by(users.id);
    });
    cases.add("txt-013", [] {
        return select(literal_column("'100%'").label("pct"), literal_column("'what?'").label("ask"))
            .select_from(users)
            .where(users.fullname.like(R"(%100\%%)", escape('\\')));
    });
    cases.add("txt-014", [] {
        const std::vector<std::string> names{"ada", "lena", "x"};
        return text("SELECT id FROM users WHERE name IN :names ORDER BY id").bind("names", expanding(names));
    });
}

}  // namespace oracle
