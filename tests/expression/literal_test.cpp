#include "catch.hpp"
#include "expression/shop.hpp"
#include <azoth/error.hpp>

#include <limits>

using namespace shop;

TEST_CASE("numbers, text, NULL and truth values as literals", "[unit]") {
    CHECK(pg(az::literal(-2), true) == "-2");
    CHECK(pg(az::literal("O'Neil"), true) == "'O''Neil'");
    CHECK(pg(az::literal("a\\b"), true) == "E'a\\\\b'");
    CHECK(pg(az::literal(true), true) == "true");
    CHECK(lite(az::literal(true), true) == "1");
    CHECK(pg(az::literal(1.5), true) == "1.5");
    CHECK(pg(az::literal(az::Decimal("99.90")), true) == "99.90");
    CHECK(pg(az::literal(nullptr), true) == "NULL");
    CHECK_THROWS_AS(pg(az::literal(Text("a\0b", 3), az::Text()), true), az::Error);
}

TEST_CASE("dates and times as literals", "[unit]") {
    const local_days day(year(2024) / 1 / 1);
    const az::Timestamp time = day + std::chrono::hours(12) + std::chrono::minutes(30);
    // In a select list the literal itself must show its type; compared with a column it need not.
    CHECK(pg(az::literal(day), true) == "CAST('2024-01-01' AS DATE)");
    CHECK(pg(az::literal(time), true) == "CAST('2024-01-01 12:30:00' AS TIMESTAMP WITHOUT TIME ZONE)");
    CHECK(lite(az::literal(day), true) == "'2024-01-01'");
    CHECK(lite(az::literal(time), true) == "'2024-01-01 12:30:00.000000'");
    CHECK(lite(az::literal(time + std::chrono::milliseconds(250)), true) == "'2024-01-01 12:30:00.250000'");
}

TEST_CASE("intervals, arrays and bytes as literals", "[unit]") {
    CHECK(pg(az::literal(az::Interval(std::chrono::hours(26))), true) == "make_interval(secs=>93600.0)");
    CHECK(pg(az::literal(az::Interval(1, 2, -1'500'000)), true) == "make_interval(months=>1, days=>2, secs=>-1.5)");
    CHECK(pg(az::literal(std::vector<Text>{"p", "q'r"}), true) == "ARRAY['p', 'q''r']");
    CHECK(pg(az::literal(std::vector<std::vector<int>>{{1, 2}, {3, 4}}), true) == "ARRAY[ARRAY[1, 2], ARRAY[3, 4]]");
    CHECK(pg(az::literal(std::vector<int>()), true) == "ARRAY[]::INTEGER[]");
    CHECK(pg(az::literal(std::vector<std::optional<int>>{1, std::nullopt}), true) == "ARRAY[1, NULL]");
    const std::vector<std::byte> bytes{std::byte{0xDE}, std::byte{0xAD}};
    CHECK(pg(az::literal(bytes), true) == "E'\\\\xdead'");
    CHECK(lite(az::literal(bytes), true) == "X'dead'");
    CHECK(pg(az::literal(az::Range<int>(2, 6)), true) == "'[2,6)'");
}

TEST_CASE("NaN and infinities as literals", "[unit]") {
    CHECK(pg(az::literal(std::numeric_limits<double>::quiet_NaN()), true) == "CAST('NaN' AS DOUBLE PRECISION)");
    CHECK(pg(az::literal(-std::numeric_limits<double>::infinity()), true) == "CAST('-Infinity' AS DOUBLE PRECISION)");
    CHECK(lite(az::literal(std::numeric_limits<double>::infinity()), true) == "9e999");
    CHECK_THROWS_AS(lite(az::literal(std::numeric_limits<double>::quiet_NaN()), true), az::CompileError);
}
