#include "language/tables.hpp"
#include <azoth/postgresql/dialect.hpp>

// Raw SQL in FROM.

using namespace language;

TEST_CASE("a text can be in FROM, with its parameters", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto numbers = az::text("(SELECT 1 AS k UNION ALL SELECT :last) AS g").bind("last", 2);
        const auto k = az::literal_column<std::int32_t>("g.k");
        CHECK((co_await values<std::int32_t>(conn, select(k).select_from(numbers).order_by(k))) ==
              listed<std::int32_t>(1, 2));
        // In addition to a table, which is added automatically.
        const auto both = select(things.name).select_from(numbers).where(things.id == k, k > 1);
        CHECK((co_await values<std::string>(conn, both)) == listed<std::string>("b"));
        const auto joined = select(things.name).select_from(numbers).join(things, things.id == k).where(k == 1);
        CHECK((co_await values<std::string>(conn, joined)) == listed<std::string>("a"));
        const auto some = select(things.id).where(az::exists().select_from(numbers).where(k == things.id, k == 2));
        CHECK((co_await values<std::int32_t>(conn, some)) == listed<std::int32_t>(2));
    });
}

TEST_CASE("a function in a text returns rows", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        if (dialect.name() == "sqlite") co_return;
        const auto n = az::literal_column<std::int32_t>("g.n");
        const auto found = select(n).select_from(az::text("generate_series(1,3) AS g(n)"));
        CHECK((co_await values<std::int32_t>(conn, found)) == listed<std::int32_t>(1, 2, 3));
    });
}

TEST_CASE("a text with named columns is a subquery", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto t = az::text("SELECT id, name FROM language_things WHERE id > :id")
                           .bind("id", 1)
                           .columns<std::int32_t, std::string>("id", "name")
                           .subquery("t");
        CHECK((co_await values<std::string>(conn, select(t.column<1>()).select_from(t))) == listed<std::string>("b"));
    });
}

TEST_CASE("a text in FROM is not a cartesian product", "[unit]") {
    const auto beside = select(things.id).select_from(az::text("g"));
    CHECK(az::compile(beside, az::postgresql::dialect()).warnings.empty());
    const auto other = things.alias("other");
    const auto three = select(things.id, other.id).select_from(az::text("g"));
    CHECK(az::compile(three, az::postgresql::dialect()).warnings.size() == 1);
}
