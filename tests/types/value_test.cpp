#include "catch.hpp"
#include <azoth/error.hpp>
#include <azoth/types/all.hpp>

#include <sstream>

using namespace azoth;
using namespace std::chrono_literals;

namespace {

std::string shown_value(const Value& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

}  // namespace

TEST_CASE("a value stores everything that a codec can store", "[unit]") {
    CHECK(Value(Decimal(std::string_view("1.50"))).as<Decimal>() == Decimal(std::string_view("1.5")));
    CHECK(Value(Interval(1, 2, 3)).as<Interval>() == Interval(1, 2, 3));
    CHECK(Value(Range<std::int32_t>(1, 5)).as<Range<std::int32_t>>().contains(4));
    CHECK(Value(std::vector<std::string>{"a", "b"}).as<std::vector<std::string>>().size() == 2);
    CHECK(Value(HStoreMap{{"a", std::nullopt}}).as<HStoreMap>().size() == 1);
    CHECK(Value(std::optional<std::int32_t>()).is_null());
}

TEST_CASE("a value converts if nothing is lost and otherwise throws", "[unit]") {
    CHECK(Value(std::int64_t{7}).as<std::int16_t>() == 7);
    CHECK(Value(std::int64_t{7}).as<Decimal>() == Decimal(7));
    CHECK(Value(Decimal(7)).as<std::int32_t>() == 7);
    CHECK_THROWS_AS(Value(std::int64_t{70000}).as<std::int16_t>(), DataError);
    CHECK_THROWS_AS(Value(std::string("7")).as<std::int32_t>(), DataError);
    CHECK_THROWS_AS(Value().as<std::int32_t>(), DataError);
}

TEST_CASE("a value is shown in readable form", "[unit]") {
    CHECK(shown_value(Value(true)) == "true");
    CHECK(shown_value(Value(Decimal(std::string_view("1.50")))) == "1.50");
    CHECK(shown_value(Value(std::chrono::year_month_day(2024y / 2 / 29))) == "'2024-02-29'");
    CHECK(shown_value(Value(TimeOfDay(1, 2, 3, 400000))) == "'01:02:03.4'");
    CHECK(shown_value(Value(Interval(14, -3, 3600000000))) == "'1 year 2 mons -3 days +01:00:00'");
    CHECK(shown_value(Value(std::vector<std::optional<std::string>>{"a b", std::nullopt})) == "'{\"a b\",NULL}'");
    CHECK(shown_value(Value(Range<std::int32_t>(1, 5, Bounds::closed))) == "'[1,6)'");
    CHECK(shown_value(Value(Inet("10.0.0.1/8"))) == "'10.0.0.1/8'");
    CHECK(shown_value(Value(HStoreMap{{"k", "it's"}})) == "'\"k\"=>\"it''s\"'");
}

TEST_CASE("text converts to the types that are often handled as text", "[unit]") {
    const Value uuid(std::string_view("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), Uuid());
    CHECK(uuid.as<std::string>() == "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    CHECK(uuid.as<boost::uuids::uuid>().begin()[0] == 0x6b);
    CHECK(Value(std::string_view("10.0.0.1"), SqlType(TypeKind::inet)).as<Inet>().prefix_length() == 32);
    CHECK_THROWS_AS(Value(std::string_view("10.0.0"), SqlType(TypeKind::inet)), DataError);
}

TEST_CASE("the bytes of any value can be read", "[unit]") {
    CHECK(Value(std::int32_t{258}).as<std::vector<std::byte>>() ==
          std::vector<std::byte>{std::byte{0}, std::byte{0}, std::byte{1}, std::byte{2}});
}

TEST_CASE("a domain's values are sent as those of its base", "[unit]") {
    const Value value(std::int32_t{4}, Domain("even", Integer()));
    CHECK(value.cell().type == oid::int4);
    CHECK(value.as<std::int32_t>() == 4);
    CHECK_THROWS_AS(Value(std::int64_t{5000000000}, Domain("even", Integer())), DataError);
}
