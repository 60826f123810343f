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
