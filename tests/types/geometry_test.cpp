#include "types/column_checks.hpp"
#include "types/round_trip.hpp"

#include <array>
#include <limits>

using namespace azoth;
using namespace azoth::test;

namespace {

Point random_point(Random& random) { return Point(random_double(random), random_double(random)); }

constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("points come back as they went", "[types]") {
    check_round_trip<Point>(
        Passage("point"), {Point(), Point(-0.0, 1e300), Point(infinite, -infinite), Point(0.1, 5e-324)}, random_point);
    check_round_trip<std::vector<std::optional<Point>>>(Passage("point[]"), {{}}, [](Random& random) {
        return random_vector<std::optional<Point>>(random, random_point);
    });
    check_stored<Point>({Point(), Point(1.5, -2), Point(1e300, infinite)});
}

TEST_CASE("POINT is reflected and declared as Point", "[types]") {
    check_reflected<Point>({"POINT", "az::Column<std::optional<az::Point>> value{\"value\""});
}

TEST_CASE("what is no point is refused", "[unit]") {
    CHECK(Point(" ( 1.5 , +2 ) ") == Point(1.5, 2));
    CHECK(Point("1,2") == Point(1, 2));
    CHECK(Point(1.5, -2).to_string() == "(1.5,-2)");
    for (const char* const text : {"", "()", "1", "(1,2", "1,2)", "(1,2,3)", "(1;2)", "(a,b)", "(1,2) x"}) {
        INFO(text);
        CHECK_THROWS_AS(Point(std::string_view(text)), DataError);
    }
    const std::array<std::byte, 17> bytes{};
    for (const std::int32_t size : {0, 8, 15, 17}) {
        CHECK_THROWS_AS(Codec<Point>::decode(Cell{bytes.data(), size, oid::point}), DataError);
    }
    CHECK_THROWS_AS(Codec<Point>::decode(Cell{bytes.data(), 16, oid::lseg}), DataError);
    ByteBuffer out;
    CHECK_THROWS_AS(Codec<Point>::encode(out, Point(), Double()), DataError);
}
