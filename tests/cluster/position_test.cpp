#include "catch.hpp"
#include <azoth/cluster.hpp>
#include <azoth/error.hpp>

namespace az = azoth;

TEST_CASE("A position is written and read", "[cluster]") {
    const az::Position position(7312345678901234567, 12, 0x3000148);
    CHECK(position.to_string() == "7312345678901234567.12.3000148");
    CHECK(az::Position::parse(position.to_string()) == position);
    const az::Position largest(UINT64_MAX, UINT32_MAX, UINT64_MAX);
    CHECK(az::Position::parse(largest.to_string()) == largest);
}

TEST_CASE("A text that is no position is rejected", "[cluster]") {
    for (const char* const text : {"", ".", "..", "1.2", "1.2.", "1.2.3.4", "1.2.3 ", " 1.2.3", "-1.2.3", "1.2.g",
                                   "1.4294967296.3", "18446744073709551616.1.1", "1.1.10000000000000000", "a.1.1"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(az::Position::parse(text), az::ArgumentError);
    }
}

TEST_CASE("A position includes what is before it on its timeline and on earlier ones", "[cluster]") {
    const az::Position here(1, 2, 100);
    CHECK(here.includes(here));
    CHECK(here.includes(az::Position(1, 2, 99)));
    CHECK(here.includes(az::Position(1, 1, 99)));
    CHECK_FALSE(here.includes(az::Position(1, 2, 101)));
    CHECK_FALSE(here.includes(az::Position(1, 3, 99)));
    CHECK_FALSE(here.includes(az::Position(2, 2, 99)));
}

TEST_CASE("A deadline in the past is rejected, and setters do not change their object", "[cluster]") {
    const az::on route(az::Role::standby);
    CHECK_THROWS_AS(route.within(std::chrono::milliseconds(-1)), az::ArgumentError);
    CHECK(route.within(std::chrono::milliseconds(5)).limit() == std::chrono::milliseconds(5));
    CHECK_FALSE(route.limit());
    CHECK(route.at_least(az::Position(1, 1, 1)).position() == az::Position(1, 1, 1));
    CHECK_FALSE(route.position());
}

TEST_CASE("A cluster's URL names its hosts and does not choose among them", "[cluster]") {
    CHECK_THROWS_AS(az::create_cluster("sqlite://"), az::ArgumentError);
    CHECK_THROWS_AS(az::create_cluster("postgresql://app@a,b/shop?target_session_attrs=primary"), az::ArgumentError);
    az::ClusterOptions options;
    options.interval = std::chrono::milliseconds(0);
    CHECK_THROWS_AS(az::create_cluster("postgresql://app@a,b/shop", options), az::ArgumentError);
}
