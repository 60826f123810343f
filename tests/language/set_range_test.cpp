#include "language/tables.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

// Set operations over a number of statements that is known only at run time.

using namespace language;

namespace {

auto numbers_selected(std::int32_t count) {
    std::vector<az::Select<std::int32_t>> members;
    for (std::int32_t i = 0; i < count; ++i) members.push_back(select(az::literal(i).label("i")));
    return members;
}

}  // namespace

TEST_CASE("thousands of statements can be members of one set operation", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        const std::int32_t count = dialect.name() == "sqlite" ? 500 : 3000;
        const auto members = numbers_selected(count);
        const auto all = union_all(members).subquery("s");
        const auto sum = co_await conn.scalar(select(az::func::count()).select_from(all));
        CHECK(sum == count);
        const auto last = co_await values<std::int32_t>(conn, union_all(members).order_by(az::desc("i")).limit(1));
        CHECK(last == listed<std::int32_t>(count - 1));
    });
}

TEST_CASE("each set operation takes a range", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto ids = [](std::int32_t from, std::int32_t to) {
            return select(things.id).where(things.id >= from, things.id <= to);
        };
        const std::vector<az::Select<std::int32_t>> members{ids(1, 2), ids(2, 2), ids(2, 3)};
        const auto sorted = [](auto set) { return set.order_by(things.id); };
        CHECK((co_await values<std::int32_t>(conn, sorted(union_(members)))) == listed<std::int32_t>(1, 2));
        CHECK((co_await values<std::int32_t>(conn, sorted(union_all(members)))).size() == 4);
        CHECK((co_await values<std::int32_t>(conn, sorted(intersect(members)))) == listed<std::int32_t>(2));
        CHECK((co_await values<std::int32_t>(conn, sorted(except_(members)))) == listed<std::int32_t>(1));
        const std::vector<az::Select<std::int32_t>> one{ids(1, 1)};
        CHECK((co_await values<std::int32_t>(conn, union_(one))) == listed<std::int32_t>(1));
    });
}

TEST_CASE("a set operation needs a member", "[unit]") {
    CHECK_THROWS_AS(union_all(std::vector<az::Select<std::int32_t>>()), az::ArgumentError);
}
