#include "oracle/groups.hpp"
#include "oracle/shop.hpp"

#include <chrono>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

namespace {

/// What idn-010 and idn-011 know of tables that others have declared.
struct BareEvents {
    Column<std::int32_t> id{"id", primary_key};
    Column<Optional<std::string>> action{"action"};
    Column<Optional<Timestamp>> at{"at"};
};
struct StockCount {
    Column<Optional<std::int32_t>> id{"id"};
    Column<Optional<std::int32_t>> quantity{"Qty"};
};

}  // namespace

void add_idn_cases(Cases& cases) {
    cases.add("idn-001", [] {
        return select(line_items.id, line_items.unit_price, line_items.user_name, line_items.order)
            .where(line_items.unit_price > 5, line_items.user_name != "Ada")
            .order_by(line_items.unit_price);
    });
    cases.add("idn-002", [] {
        return select(line_items.select, line_items.percent, line_items.half_quote, line_items.size)
            .where(line_items.select == "yes", line_items.percent < 15)
            .order_by(line_items.size.nulls_first());
    });
    cases.add("idn-003", [] {
        return select(users.id.label("user"), users.name.label("Full Name"), users.age.label("select"),
                      users.email.label("e-mail"))
            .where(users.id < 3)
            .order_by(users.id);
    });
    cases.add("idn-004", [] {
        const auto u = users.alias("User");
        const auto o = orders.alias("order");
        return select(u.name, o.id).join_from(u, o, u.id == o.user_id).where(o.total > 900).order_by(o.id);
    });
    cases.add("idn-005", [] {
        return select(users.id.label("1st"), users.id.label("$x"), users.id.label("_y"), users.id.label("a$b"))
            .where(users.id == 1);
    });
    cases.add("idn-006", [] {
        return select(users.id.label(quoted_name("plain", true)), users.name.label(quoted_name("MixedCase", false)))
            .where(users.id == 2);
    });
    cases.add("idn-007",
              [] { return select(events.id, events.action).where(events.detail.is_not(nullptr)).order_by(events.id); });
    cases.add("idn-008", [] {
        const auto e = events.alias("e");
        return select(users.name, e.action, events.at)
            .select_from(users.join(e, e.user_id == users.id).join(events, events.user_id == users.id))
            .where(e.action == "purchase", events.action == "logout")
            .order_by(users.id, events.at);
    });
    cases
        .add("idn-010",
             [] {
                 static MetaData metadata;
                 static const Table<BareEvents> bare{"events", metadata};
                 const Timestamp at = std::chrono::local_days(2024y / 5 / 5);
                 return insert(bare).values(bare.action = "probe", bare.at = at).returning(bare.id, bare.action);
             })
        .options.schema_translate = {{"", "audit"}};
    cases.add("idn-011", [] {
        static MetaData metadata{"Ware House"};
        static const Table<StockCount> stock{"Stock Count", metadata};
        return select(stock.quantity).where(stock.id == 1);
    });
}

}  // namespace oracle
