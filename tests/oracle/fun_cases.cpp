#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/sql/text.hpp>

#include <chrono>
#include <string>

namespace oracle {

using namespace azoth;
using namespace shop;
using namespace std::chrono_literals;

void add_fun_cases(Cases& cases) {
    cases.add("fun-001", [] {
        return select(func::count(orders.id), func::sum(orders.total), func::min(orders.total),
                      func::max(orders.placed_at));
    });
    cases.add("fun-002", [] { return select(func::strpos(users.email, "@").label("at")).where(users.id == 2); });
    cases.add("fun-004", [] {
        return select(func::call<std::string>("pg_catalog.initcap", users.name).label("n")).where(users.id == 8);
    });
    cases.add("fun-006", [] {
        const Timestamp new_year = std::chrono::local_days(2024y / 1 / 1);
        return select((func::current_date() >= 2024y / 1 / 1).label("a"),
                      (func::current_timestamp() > func::now() - text("interval '1 day'").as<Interval>()).label("b"),
                      (func::localtimestamp() > new_year).label("c"));
    });
    cases.add("fun-007", [] { return select(users.id).where(func::starts_with(users.name, "f")).order_by(users.id); });
    cases.add("fun-008", [] { return select((func::current_user() == func::user()).label("same")); });
    cases.add("fun-009", [] {
        return select(func::count().label("n"))
            .select_from(select(users.id).order_by(func::random()).limit(5).subquery());
    });
    cases.add("fun-010", [] {
        return select((func::length(users.fullname) / 4).label("a"),
                      func::length(users.fullname).floor_div(4).label("b"))
            .where(users.id == 10);
    });
    cases.add("fun-011", [] {
        return select(users.id, func::aggregate_strings(addresses.kind, "/").label("kinds"))
            .join_from(users, addresses)
            .where(users.id == 2)
            .group_by(users.id);
    });
}

}  // namespace oracle
