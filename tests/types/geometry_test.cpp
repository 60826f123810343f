#include "types/column_checks.hpp"
#include "types/round_trip.hpp"

#include <array>
#include <cmath>
#include <limits>

using namespace azoth;
using namespace azoth::test;

namespace {

Point random_point(Random& random) { return Point(random_double(random), random_double(random)); }

constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("points are read back unchanged", "[types]") {
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

TEST_CASE("an invalid point throws", "[unit]") {
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

TEST_CASE("boxes and lines are read back unchanged", "[types]") {
    const auto box = [](Random& random) { return Box(random_point(random), random_point(random)); };
    check_round_trip<Box>(Passage("box"), {Box(), Box(Point(1, 4), Point(3, 2)), Box(Point(-infinite, 0), Point())},
                          box);
    check_round_trip<std::vector<std::optional<Box>>>(
        Passage("box[]"), {{}}, [&](Random& random) { return random_vector<std::optional<Box>>(random, box); });
    check_stored<Box>({Box(), Box(Point(3, 4), Point(1, 2))});

    const auto line = [](Random& random) {
        return Line(random_double(random), 1 + std::abs(random_float(random)), 0.5);
    };
    check_round_trip<Line>(Passage("line"), {Line(), Line(0, 1, -0.0), Line(1, -1, 1e300)}, line);
    check_round_trip<std::vector<std::optional<Line>>>(
        Passage("line[]"), {{}}, [&](Random& random) { return random_vector<std::optional<Line>>(random, line); });
    check_stored<Line>({Line(), Line(1, -1, 0.25)});
}

TEST_CASE("a box has its corners independent of their order", "[unit]") {
    const Box box(Point(1, 4), Point(3, 2));
    CHECK(box.to_string() == "(3,4),(1,2)");
    CHECK(Box(std::string_view(" ((1,4),(3,2)) ")) == box);
    CHECK(Box(std::string_view("3,4,1,2")) == box);
    CHECK(Box(std::string_view("(1,4),(3,2)")) == box);
}

TEST_CASE("BOX and LINE are reflected and declared as Box and Line", "[types]") {
    check_reflected<Box>({"BOX", "az::Column<std::optional<az::Box>> value{\"value\""});
    check_reflected<Line>({"LINE", "az::Column<std::optional<az::Line>> value{\"value\""});
}

TEST_CASE("invalid boxes and lines throw", "[unit]") {
    for (const char* const text : {"", "(1,2)", "((1,2),(3,4)", "(1,2),(3,4))", "1,2,3", "(1,2);(3,4)"}) {
        INFO(text);
        CHECK_THROWS_AS(Box(std::string_view(text)), DataError);
    }
    for (const char* const text : {"", "{1,2}", "{1,2,3,4}", "{0,0,1}", "1,2,3", "{a,1,1}"}) {
        INFO(text);
        CHECK_THROWS_AS(Line(std::string_view(text)), DataError);
    }
    CHECK_THROWS_AS(Line(0, 0, 1), ArgumentError);
    const std::array<std::byte, 33> bytes{};
    for (const std::int32_t size : {0, 16, 31, 33}) {
        CHECK_THROWS_AS(Codec<Box>::decode(Cell{bytes.data(), size, oid::box}), DataError);
    }
    // 0*x + 0*y + 0 = 0 has the right size, but is not a line.
    for (const std::int32_t size : {0, 16, 23, 24, 25}) {
        CHECK_THROWS_AS(Codec<Line>::decode(Cell{bytes.data(), size, oid::line}), DataError);
    }
    ByteBuffer out;
    CHECK_THROWS_AS(Codec<Box>::encode(out, Box(), Double()), DataError);
    CHECK_THROWS_AS(Codec<Line>::encode(out, Line(), Double()), DataError);
}
