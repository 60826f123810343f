#include "language/tables.hpp"
#include <azoth/postgresql/dialect.hpp>

// Labels with made-up names.

using namespace language;

namespace {

std::string label_sql(const az::Statement& statement) {
    return az::compile(statement, az::postgresql::dialect()).text->sql;
}

}  // namespace

TEST_CASE("an unnamed label has the same name at every occurrence", "[unit]") {
    const auto twice = (things.n * 2).label();
    CHECK(label_sql(select(twice).order_by(twice.desc())) ==
          "SELECT language_things.n * $1 AS anon_1\nFROM language_things ORDER BY anon_1 DESC");
    const auto inner = select(twice).subquery("s");
    CHECK(label_sql(select(inner[twice]).order_by(inner[twice])) ==
          "SELECT s.anon_1\nFROM (SELECT language_things.n * $1 AS anon_1\nFROM language_things) AS s ORDER BY "
          "s.anon_1");
    // Named after its expression, if that has a name.
    CHECK(label_sql(select(things.n.label())) == "SELECT language_things.n AS n_1\nFROM language_things");
    CHECK(label_sql(select(az::func::count().label())) == "SELECT count(*) AS count_1");
    // Several are distinguished, also from a column that already has such a name.
    CHECK(label_sql(select(twice, (things.n + 1).label(), things.id.label("anon_2"))) ==
          "SELECT language_things.n * $1 AS anon_1, language_things.n + $2 AS anon_3, language_things.id AS "
          "anon_2\nFROM language_things");
}

TEST_CASE("an explicit label's name must not be empty", "[unit]") {
    CHECK_THROWS_AS(things.n.label(""), az::IdentifierError);
    CHECK_THROWS_AS(things.n.label(az::quoted_name("", true)), az::IdentifierError);
}

TEST_CASE("rows are read by an unnamed label", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        const auto twice = (things.n * 2).label();
        const auto result = co_await conn.execute(select(things.id, twice).order_by(twice));
        const auto rows = result.all();
        REQUIRE(rows.size() == 2);
        CHECK(rows.front()[twice] == 4);
        const auto totals = select(things.id, twice).cte("totals");
        CHECK((co_await values<std::int32_t>(conn, select(totals[twice]).order_by(totals[twice].desc()))) ==
              listed<std::int32_t>(10, 4));
        const auto grouped = select(twice, az::func::count()).group_by(twice).order_by(twice);
        CHECK((co_await conn.execute(grouped)).all().size() == 2);
        const auto united = select(twice).union_all(select(twice)).order_by(twice);
        CHECK((co_await values<std::int32_t>(conn, united)) == listed<std::int32_t>(4, 4, 10, 10));
    });
}
