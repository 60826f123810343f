#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/postgresql/types.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace az = azoth;
using namespace azoth_tests;

namespace azoth_tests {

enum class Mood { sad, ok, happy };

}  // namespace azoth_tests

template <>
struct azoth::EnumLabels<azoth_tests::Mood> {
    static constexpr std::string_view name = "engine_mood";
    static constexpr std::pair<azoth_tests::Mood, std::string_view> labels[] = {
        {azoth_tests::Mood::sad, "sad"}, {azoth_tests::Mood::ok, "ok"}, {azoth_tests::Mood::happy, "happy"}};
};

namespace {

struct PersonColumns {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<Mood> mood{"mood"};
};

az::MetaData people_meta;
const az::Table<PersonColumns> people{"engine_people", people_meta};

az::task<void> fill_people(az::AsyncConnection& conn) {
    co_await people_meta.drop_all(conn);
    co_await people_meta.create_all(conn);
    co_await conn.execute(
        insert(people).values(people.id = 1, people.mood = Mood::sad).values(people.id = 2, people.mood = Mood::happy));
}

az::task<std::vector<std::int64_t>> ids_where(az::AsyncConnection& conn, az::Condition condition) {
    const auto result = co_await conn.scalars(select(people.id).where(condition).order_by(people.id));
    co_return result.all();
}

}  // namespace

TEST_CASE("CASE over an enumeration is of its type, whatever its branches are", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await fill_people(conn);
            const auto turned = case_(when(people.mood == Mood::sad, Mood::happy)).else_(Mood::sad);
            co_await conn.execute(update(people).values(people.mood = turned));
            const auto happy = co_await ids_where(conn, people.mood == Mood::happy);
            CHECK(happy == std::vector<std::int64_t>{1});
            const auto other = co_await ids_where(conn, people.mood != turned);
            CHECK(other == std::vector<std::int64_t>{1, 2});
            const auto mixed = case_(when(people.id == 1, Mood::ok)).else_(people.mood);
            const auto result = co_await conn.scalars(select(mixed).order_by(people.id));
            CHECK(result.all() == std::vector<Mood>{Mood::ok, Mood::sad});
        });
    });
}

TEST_CASE("An enumeration's value that is selected alone keeps its type", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await fill_people(conn);
            const auto either = az::func::coalesce(az::literal(Mood::happy), az::literal(Mood::sad));
            const auto equal = co_await ids_where(conn, people.mood == either);
            CHECK(equal == std::vector<std::int64_t>{2});
            const auto mood = az::literal(Mood::happy).label("mood");
            const auto chosen = select(mood).subquery("chosen");
            const auto joined = co_await ids_where(conn, people.mood == select(chosen[mood]).scalar_subquery());
            CHECK(joined == std::vector<std::int64_t>{2});
        });
    });
}

TEST_CASE("A string in raw SQL has the type that the server infers", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await fill_people(conn);
        co_await conn.commit();
        const auto is_true = [&](const char* sql, const char* value) -> az::task<bool> {
            const auto statement = az::text(sql).bind("v", value).columns<bool>();
            co_return (co_await conn.scalar(statement)).value();
        };
        const std::vector<std::pair<const char*, const char*>> all{
            {"SELECT 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::uuid = :v", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
            {"SELECT '2024-02-29'::date = :v", "2024-02-29"},
            {"SELECT '2024-02-29 12:00+00'::timestamptz = :v", "2024-02-29T12:00:00Z"},
            {"SELECT '{\"a\": 1}'::jsonb @> :v", "{\"a\": 1}"},
            {"SELECT count(*) = 1 FROM engine_people WHERE mood = :v", "sad"},
            {"SELECT 'a\\b' = :v", "a\\b"},
            {"SELECT 10.5::numeric = :v", "10.5"},
            {"SELECT '10.0.0.1'::inet << :v", "10.0.0.0/8"},
            {"SELECT interval '1 day' = :v", "24 hours"},
            {"SELECT :v = 'text'", "text"},
        };
        for (const auto& [sql, value] : all) {
            INFO(sql);
            const bool same = co_await is_true(sql, value);
            CHECK(same);
        }
        const auto by_name = az::text("SELECT mood::text FROM engine_people WHERE mood = :mood").columns<std::string>();
        const auto named = co_await conn.scalar(by_name, az::named("mood", "happy"));
        CHECK(named == "happy");
    });
}

TEST_CASE("If the server cannot infer the type of a string in raw SQL, the user can give it", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        const auto text = az::text("SELECT concat(:a, 'b')").columns<std::string>();
        const auto error = co_await failure<az::ProgrammingError>(engine.scalar(text.bind("a", "a")));
        REQUIRE(error.has_value());
        CHECK(error->sqlstate() == "42P18");
        CHECK_THAT(std::string(error->hint()), ContainsSubstring("bind(\"name\", value, Text())"));
        const auto said = co_await engine.scalar(text.bind("a", "a", az::Text()));
        CHECK(said == "ab");
    });
}
