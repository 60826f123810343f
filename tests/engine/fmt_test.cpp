#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"
#include <azoth/fmt.hpp>

namespace az = azoth;
using namespace azoth_tests;

TEST_CASE("fmt prints statements, results, rows and values", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        const auto statement = select(users.id, users.name).where(users.id == 1);
        const auto result = co_await conn.execute(statement);
        CHECK(fmt::format("{}", statement) == statement.to_string());
        CHECK(fmt::format("{}", result) == "[(1, 'ada')]");
        CHECK(fmt::format("{}", result[0]) == "(1, 'ada')");
        CHECK(fmt::format("{}", result.one()) == "(1, 'ada')");
        CHECK(fmt::format("{:>7}", result[0]["name"]) == "  'ada'");
        CHECK_THAT(fmt::format("{}", engine.pool()), StartsWith("Pool size: 5"));
    }(url));
}

TEST_CASE("fmt prints rows whose columns are known only at run time, mappings and azoth's own values", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        const auto result = co_await conn.execute(az::text("SELECT id, name FROM engine_users WHERE id = 1"));
        CHECK(fmt::format("{}", result) == "[(1, 'ada')]");
        CHECK(fmt::format("{}", result[0]) == "(1, 'ada')");
        CHECK(fmt::format("{:>12}", result.one()) == "  (1, 'ada')");
        const auto mappings = result.mappings();
        CHECK(fmt::format("{}", mappings[0]) == "(1, 'ada')");
        CHECK(fmt::format("{}", mappings) == "[(1, 'ada')]");
        CHECK(fmt::format("{}", az::Decimal("1.50")) == "1.50");
        CHECK(fmt::format("{}", az::Numeric(6, 2)) == "NUMERIC(6, 2)");
        CHECK_FALSE(fmt::format("{}", az::Interval(1, 2, 3)).empty());
    }(url));
}
