#include "reflection/support.hpp"
#include "types/round_trip.hpp"
#include <azoth/copy.hpp>
#include <azoth/postgresql/types.hpp>

#include <algorithm>
#include <tuple>

using namespace azoth;
using namespace azoth::test;

namespace {

MetaData places_meta;

struct Places {
    Column<std::int64_t> id{"id", primary_key};
    Column<std::optional<std::string>> path{"path", postgresql::LTree()};
    Column<std::optional<std::vector<std::string>>> paths{"paths", Array(postgresql::LTree())};
};
const Table<Places> places{"places", places_meta};

}  // namespace

TEST_CASE("paths of labels are read back unchanged", "[types]") {
    const auto path = [](Random& random) {
        std::string text;
        for (std::size_t left = random.size(5); left > 0; --left) {
            text += (text.empty() ? "" : ".") + std::string("label_") + std::to_string(random.between(0, 999));
        }
        return text;
    };
    check_round_trip<std::string>(
        Passage("ltree", SqlType(TypeKind::ltree)).after("CREATE EXTENSION IF NOT EXISTS ltree"),
        {"", "a", "Top.b.c_1"}, path);
}

TEST_CASE("a column of LTREE is created, searched, reflected and declared", "[types]") {
    azoth_tests::in_schema([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS ltree SCHEMA public");
        co_await conn.exec_driver_sql("SET search_path = reflected, public");
        co_await places_meta.create_all(conn);
        const std::vector<std::string> both{"Top.Europe", "Top.Asia"};
        co_await conn.execute(
            insert(places).values(places.id = 1, places.path = "Top.Europe.Alps", places.paths = both));
        co_await conn.execute(insert(places).values(places.id = 2, places.path = "Top.Asia"));
        co_await conn.execute(insert(places).values(places.id = 3));
        const auto below = co_await conn.execute(
            select(places.id, places.path, places.paths).where(places.path.bool_op("<@")("Top.Europe")));
        REQUIRE(below.size() == 1);
        CHECK(below.one()[places.path] == "Top.Europe.Alps");
        CHECK(below.one()[places.paths] == both);
        const auto none = co_await conn.execute(select(places.id).where(places.path.is_null()));
        CHECK(none.one()[places.id] == 3);
        std::string refused;
        try {
            co_await conn.execute(select(places.id).where(places.path == "no label!"));
        } catch (const DatabaseError& error) {
            refused = error.what();
        }
        CHECK_THAT(refused, ContainsSubstring("ltree"));
        co_await conn.rollback();
    });
    azoth_tests::in_schema([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS ltree SCHEMA public");
        co_await conn.exec_driver_sql("SET search_path = reflected, public");
        co_await places_meta.create_all(conn);
        const ReflectedSchema schema = co_await azoth_tests::read_all(conn);
        const auto table = std::ranges::find(schema.tables, "places", &ReflectedTable::name);
        REQUIRE(table != schema.tables.end());
        CHECK(table->columns[1].type == SqlType(TypeKind::ltree));
        CHECK(table->columns[2].type == Array(SqlType(TypeKind::ltree)));
        CHECK_THAT(schema_header(schema), ContainsSubstring("az::SqlType(az::TypeKind::ltree)"));
    });
}

TEST_CASE("COPY to a column of LTREE throws an error that names the column", "[types]") {
    azoth_tests::in_schema([](AsyncConnection& conn) -> task<void> {
        co_await conn.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS ltree SCHEMA public");
        co_await conn.exec_driver_sql("SET search_path = reflected, public");
        co_await places_meta.create_all(conn);
        std::string refused;
        try {
            const std::vector<
                std::tuple<std::int64_t, std::optional<std::string>, std::optional<std::vector<std::string>>>>
                rows{{1, "Top", std::nullopt}};
            co_await copy_in(conn, places, rows);
        } catch (const NotSupportedError& error) {
            refused = error.what();
        }
        CHECK_THAT(refused, ContainsSubstring("no binary form"));
    });
}
