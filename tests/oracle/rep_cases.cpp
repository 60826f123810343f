#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/expression/param.hpp>
#include <azoth/expression/window.hpp>
#include <azoth/json.hpp>
#include <azoth/sql/table_function.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

namespace {

void add_reports(Cases& cases) {
    cases.add("rep-001", [] {
        const auto month = func::date_trunc("month", orders.placed_at);
        const auto labelled = month.label("month");
        const auto turnover = func::sum(orders.total).label("turnover");
        const auto monthly = select(labelled, turnover)
                                 .where(orders.status.not_in("cancelled", "returned"))
                                 .group_by(month)
                                 .cte("monthly");
        const auto by_month = order_by(monthly[labelled]);
        const Timestamp october = std::chrono::local_days(2023y / 10 / 1);
        return select(monthly[labelled], monthly[turnover],
                      func::sum(monthly[turnover]).over(by_month.rows(unbounded, 0)).label("running"),
                      (monthly[turnover] - func::lag(monthly[turnover], 1, 0).over(by_month)).label("change"))
            .where(monthly[labelled] < october)
            .order_by(monthly[labelled]);
    });
    cases.add("rep-002", [] {
        const auto value = func::sum(order_items.quantity * order_items.unit_price).label("value");
        const auto sold = select(products.category_id, products.name, value)
                              .join_from(products, order_items)
                              .where(products.category_id.is_not_null())
                              .group_by(products.id, products.category_id, products.name)
                              .cte("sold");
        const auto category = sold[products.category_id];
        const auto name = sold[products.name];
        const auto rank = func::rank().over(partition_by(category).order_by(sold[value].desc())).label("rnk");
        const auto share = (sold[value] * 100 / func::sum(sold[value]).over(partition_by(category))).label("pct");
        const auto ranked = select(sold, rank, share).subquery("ranked");
        return select(categories.name.label("category"), ranked[name], func::round(ranked[share], 1).label("pct"))
            .join_from(ranked, categories, categories.id == ranked[category])
            .where(ranked[rank] <= 2, ranked[share] < 100)
            .order_by(categories.name, ranked[rank]);
    });
    cases.add("rep-005", [] {
        const auto boss_id = employees.id.label("boss_id");
        const auto emp_id = employees.id.label("emp_id");
        auto below = select(boss_id, emp_id).cte("below", recursive);
        below = below.union_all(select(below[boss_id], employees.id).where(employees.manager_id == below[emp_id]));
        const auto boss = employees.alias("boss");
        const auto emp = employees.alias("emp");
        return select(boss.name, (func::count() - 1).label("reports"), func::sum(emp.salary).label("payroll"))
            .select_from(below.join(boss, boss.id == below[boss_id]).join(emp, emp.id == below[emp_id]))
            .group_by(boss.id, boss.name)
            .having(func::count() > 1)
            .order_by(func::sum(emp.salary).desc());
    });
    cases.add("rep-012", [] {
        const auto median = func::percentile_cont(0.5).within_group(orders.total).label("median");
        const auto med = select(orders.status, median, func::count().label("n"))
                             .group_by(orders.status)
                             .having(func::count() > 2)
                             .cte("med");
        return select(orders.id, orders.status, orders.total, med[median])
            .join_from(orders, med, orders.status == med[orders.status])
            .where(orders.total > cast(med[median], Numeric()) * 3)
            .order_by(orders.id);
    });
    cases.add("rep-013", [] {
        const auto amount = [](std::string_view status) {
            return func::coalesce(func::sum(orders.total).filter(orders.status == status), 0).label(status);
        };
        return select(users.name, amount("new"), amount("paid"), amount("shipped"), func::count().label("all"))
            .join_from(users, orders)
            .group_by(users.id, users.name)
            .having(func::count().filter(orders.status.in_("new", "paid")) > 0)
            .order_by(users.name);
    });
}

void add_pages(Cases& cases) {
    cases.add("rep-004", [] {
        const std::string term = "kn";
        const std::vector<int> wanted{5, 6, 9};
        const std::optional<Decimal> low = Decimal("5");
        const std::optional<Decimal> high;
        const int page = 2;
        Condition filter = products.name.icontains(term, autoescape) || products.sku.istartswith(term, autoescape);
        if (!wanted.empty()) filter = filter && products.category_id.in_(wanted);
        if (low) filter = filter && products.price >= *low;
        if (high) filter = filter && products.price <= *high;
        return select(products.id, products.name, products.price, func::count().over().label("total"))
            .where(filter)
            .order_by(products.weight.desc().nulls_last(), products.id)
            .limit(2)
            .offset((page - 1) * 2);
    });
    cases.add("rep-009", [] {
        const auto at = events.at.label("at");
        const auto what = events.action.label("what");
        const auto who = events.user_id.label("who");
        const auto feed =
            union_all(select(at, what, who).where(events.user_id.is_not_null()),
                      select(orders.placed_at, "order " + orders.status, orders.user_id).where(orders.total > 50),
                      select(cast<Timestamp>(null_()), literal("profile"), users.id).where(!users.is_active))
                .subquery("feed");
        return select(users.name, feed[what], feed[at])
            .join_from(feed, users, users.id == feed[who])
            .order_by(feed[at].desc().nulls_last(), users.name, feed[what])
            .limit(7)
            .offset(1);
    });
    cases.add("rep-010", [] {
        const auto line = func::jsonb_build_object("sku", products.sku, "qty", order_items.quantity, "sum",
                                                   order_items.quantity * order_items.unit_price);
        const auto lines = select(func::jsonb_agg(aggregate_order_by(line, products.sku)).label("lines"))
                               .select_from(order_items.join(products))
                               .where(order_items.order_id == orders.id)
                               .correlate(orders)
                               .scalar_subquery();
        const auto none = cast(boost::json::value(boost::json::array()), Jsonb());
        return select(func::jsonb_build_object("id", orders.id, "customer", users.fullname, "note",
                                               func::coalesce(orders.note, ""), "lines", func::coalesce(lines, none))
                          .label("doc"))
            .join_from(orders, users)
            .where(orders.id.in_(9, 13))
            .order_by(orders.id);
    });
    cases.add("rep-011", [] {
        const auto day = column<Timestamp>("day");
        const Timestamp from = std::chrono::local_days(2024y / 2 / 7);
        const Timestamp to = std::chrono::local_days(2024y / 2 / 15);
        const auto cal =
            func::generate_series(from, to, Interval(0, 1, 0)).table_valued(day).name("cal").render_derived();
        const auto rooms = select(reservations.room).distinct().subquery("rooms");
        const auto room = rooms[reservations.room];
        const auto taken =
            exists().where(reservations.room == room, reservations.during.contains(cast(cal[day], Date())),
                           reservations.state.in_("booked", "held"));
        return select(room,
                      func::string_agg(case_(when(taken, "x")).else_("."), aggregate_order_by(literal(""), cal[day]))
                          .label("days"))
            .select_from(rooms.join(cal, true_()))
            .group_by(room)
            .order_by(room);
    });
}

void add_changes(Cases& cases) {
    cases.add("rep-008", [] {
        const auto amount = bindparam("amount", std::int64_t{500});
        const auto src = bindparam("src", 2);
        const auto dst = bindparam("dst", 3);
        const auto payer = accounts.alias("payer");
        const auto covered = select(payer.balance).where(payer.id == src).scalar_subquery() >= amount;
        return update(accounts)
            .where(accounts.id.in_(2, 3), covered)
            .values(accounts.balance = case_(when(accounts.id == src, accounts.balance - amount),
                                             when(accounts.id == dst, accounts.balance + amount)),
                    accounts.version = accounts.version + 1)
            .returning(accounts.id, accounts.balance, accounts.version);
    });
    cases.add("rep-014", [] {
        const auto totals = select(func::upper("sum-" + users.name), users.id, func::count(orders.id))
                                .join_from(users, orders)
                                .where(orders.status == "shipped", users.id.in_(1, 5, 10))
                                .group_by(users.id, users.name);
        return insert(accounts)
            .columns(accounts.code, accounts.owner_id, accounts.balance)
            .from_select(totals)
            .on_conflict(accounts.code)
            .do_update(accounts.balance = excluded(accounts.balance), accounts.version = accounts.version + 1)
            .returning(accounts.code, accounts.balance, accounts.version);
    });
}

}  // namespace

void add_rep_cases(Cases& cases) {
    add_reports(cases);
    add_pages(cases);
    add_changes(cases);
}

}  // namespace oracle
