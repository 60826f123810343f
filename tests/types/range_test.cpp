#include "catch.hpp"
#include "types/random_values.hpp"
#include <azoth/error.hpp>
#include <azoth/types/range_codec.hpp>

using namespace azoth;
using namespace azoth::test;

namespace {

using Whole = Range<std::int32_t>;
using Continuous = Range<double>;

constexpr int lowest = -12;
constexpr int highest = 12;

std::int32_t near(Random& random) { return static_cast<std::int32_t>(random.between(-6, 6)); }

// A range or multirange as the set of the numbers it contains, among those that the random bounds distinguish.
template <class R>
std::vector<bool> members(const R& range) {
    std::vector<bool> all;
    for (int i = lowest; i <= highest; ++i) all.push_back(range.contains(i));
    return all;
}

template <class Op>
std::vector<bool> combined(const std::vector<bool>& a, const std::vector<bool>& b, Op op) {
    std::vector<bool> all;
    for (std::size_t i = 0; i < a.size(); ++i) all.push_back(op(a[i], b[i]));
    return all;
}

}  // namespace

TEST_CASE("ranges of integers and dates are normalised", "[unit]") {
    using std::chrono::year;
    CHECK(Whole(1, 5, Bounds::closed) == Whole(1, 6));
    CHECK(Whole(1, 5, Bounds::open) == Whole(2, 5));
    CHECK(Whole(1, 2, Bounds::open).empty());
    CHECK(Whole(3, 3).empty());
    CHECK_FALSE(Whole(3, 3, Bounds::closed).empty());
    CHECK(Whole(std::nullopt, 5, Bounds::closed) == Whole(std::nullopt, 6));
    const Range<std::chrono::year_month_day> february(year(2024) / 2 / 1, year(2024) / 2 / 29, Bounds::closed);
    CHECK(*february.upper() == year(2024) / 3 / 1);
}

TEST_CASE("a range with its bounds in the wrong order throws", "[unit]") {
    CHECK_THROWS_AS(Whole(2, 1), ArgumentError);
    CHECK_THROWS_AS(Whole(1, INT32_MAX, Bounds::closed), ArgumentError);
}

TEST_CASE("continuous ranges distinguish open and closed bounds", "[unit]") {
    CHECK(Continuous(1, 2).contains(1.0));
    CHECK_FALSE(Continuous(1, 2).contains(2.0));
    CHECK(Continuous(1, 2, Bounds::open_closed).contains(2.0));
    CHECK_FALSE(Continuous(1, 2) == Continuous(1, 2, Bounds::closed));
    CHECK(Continuous(1, 2).adjacent_to(Continuous(2, 3)));
    CHECK_FALSE(Continuous(1, 2, Bounds::closed).adjacent_to(Continuous(2, 3)));
    CHECK_FALSE(Continuous(1, 2).adjacent_to(Continuous(2, 3, Bounds::open)));
    CHECK(Continuous(1, 2, Bounds::closed).overlaps(Continuous(2, 3)));
    CHECK_FALSE(Continuous(1, 2).overlaps(Continuous(2, 3)));
    CHECK((Continuous(0, 3) - Continuous(1, 9)) == Continuous(0, 1));
    CHECK((Continuous(0, 3) * Continuous(1, 9, Bounds::open)) == Continuous(1, 3, Bounds::open));
}

TEST_CASE("unions with a gap and differences in two pieces are not ranges", "[unit]") {
    CHECK_THROWS_AS(Whole(1, 2) + Whole(5, 6), ArgumentError);
    CHECK_THROWS_AS(Whole(1, 10) - Whole(3, 4), ArgumentError);
    CHECK((MultiRange<std::int32_t>(Whole(1, 10)) - MultiRange<std::int32_t>(Whole(3, 4))).size() == 2);
}

TEST_CASE("ranges are left or right of each other", "[unit]") {
    CHECK(Whole(1, 3).strictly_left_of(Whole(3, 5)));
    CHECK(Whole(3, 5).strictly_right_of(Whole(1, 3)));
    CHECK_FALSE(Whole(1, 4).strictly_left_of(Whole(3, 5)));
    CHECK(Whole(1, 4).not_extend_right_of(Whole(3, 5)));
    CHECK(Whole(3, std::nullopt).not_extend_left_of(Whole(1, 3)));
    CHECK(Whole().contains(Whole(1, 3)));
    CHECK(Whole::make_empty().contained_by(Whole(1, 3)));
    CHECK_FALSE(Whole::make_empty().strictly_left_of(Whole(1, 3)));
}

TEST_CASE("ranges have the algebra of sets", "[unit]") {
    Random random(seed());
    INFO("AZOTH_TEST_SEED=" << seed());
    for (int i = 0; i < 20'000; ++i) {
        const auto a = random_range<std::int32_t>(random, near);
        const auto b = random_range<std::int32_t>(random, near);
        const auto in_a = members(a);
        const auto in_b = members(b);
        const auto both = combined(in_a, in_b, std::logical_and<>());
        REQUIRE(members(a * b) == both);
        REQUIRE(a.overlaps(b) == !(a * b).empty());
        REQUIRE(a.contains(b) == ((a * b) == b));
        if (a.empty() || b.empty() || a.overlaps(b) || a.adjacent_to(b)) {
            REQUIRE(members(a + b) == combined(in_a, in_b, std::logical_or<>()));
        } else {
            REQUIRE_THROWS_AS(a + b, ArgumentError);
        }
        const auto [left, right] = a.pieces_without(b);
        REQUIRE(members(MultiRange<std::int32_t>({left, right})) ==
                combined(in_a, in_b, [](bool x, bool y) { return x && !y; }));
    }
}

TEST_CASE("multiranges have the algebra of sets", "[unit]") {
    Random random(seed());
    INFO("AZOTH_TEST_SEED=" << seed());
    for (int i = 0; i < 20'000; ++i) {
        const auto a = random_multirange<std::int32_t>(random, near);
        const auto b = random_multirange<std::int32_t>(random, near);
        const auto in_a = members(a);
        const auto in_b = members(b);
        REQUIRE(members(a + b) == combined(in_a, in_b, std::logical_or<>()));
        REQUIRE(members(a * b) == combined(in_a, in_b, std::logical_and<>()));
        REQUIRE(members(a - b) == combined(in_a, in_b, [](bool x, bool y) { return x && !y; }));
        REQUIRE(a.overlaps(b) == !(a * b).empty());
        REQUIRE(a.contains(b) == ((a * b) == b));
        REQUIRE(((a - b) + (a * b)) == a);
    }
}
