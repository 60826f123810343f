#include "catch.hpp"
#include "types/random_values.hpp"
#include <azoth/error.hpp>
#include <azoth/json.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

using namespace azoth;

namespace {

// The message of the DataError that storing the value as the type throws.
template <class T>
std::string refusal(const T& value, const SqlType& as) {
    ByteBuffer wire;
    try {
        Codec<T>::encode(wire, value, as);
    } catch (const DataError& error) {
        return error.what();
    }
    return "stored";
}

template <class T>
std::string unreadable(std::string_view bytes, Oid type) {
    try {
        Codec<T>::decode(
            Cell{reinterpret_cast<const std::byte*>(bytes.data()), static_cast<std::int32_t>(bytes.size()), type});
    } catch (const DataError& error) {
        return error.what();
    }
    return "read";
}

template <class T, class Stored>
std::string unreadable(const Stored& value, const SqlType& as = Codec<Stored>::sql_type()) {
    ByteBuffer wire;
    Codec<Stored>::encode(wire, value, as);
    return unreadable<T>({reinterpret_cast<const char*>(wire.data()), wire.size()}, wire_oid(as));
}

std::string_view zeros(std::size_t size) {
    static const std::string text(1000, '\0');
    return std::string_view(text).substr(0, size);
}

}  // namespace

TEST_CASE("a value out of the SQL type's range throws with the names of both types", "[unit]") {
    CHECK_THAT(refusal(std::int64_t{5000000000}, Integer()),
               ContainsSubstring("int64_t value can't be stored as INTEGER: it is out of range"));
    CHECK_THAT(refusal(std::uint64_t{1} << 63, BigInteger()), ContainsSubstring("uint64_t"));
    CHECK_THAT(refusal(1e300, Real()), ContainsSubstring("double value can't be stored as REAL"));
    CHECK_THAT(refusal(Timestamptz(std::chrono::microseconds(INT64_MIN + 1)), DateTime(with_timezone)),
               ContainsSubstring("outside of 4714 BC"));
    CHECK_THAT(refusal(std::chrono::local_days(std::chrono::days(2147483000)), Date()),
               ContainsSubstring("5874897 AD"));
    CHECK_THAT(refusal(TimeOfDay(25, 0), Time()), ContainsSubstring("24:00"));
    CHECK_THAT(refusal(std::chrono::year_month_day(std::chrono::year(2023) / 2 / 29), Date()),
               ContainsSubstring("no such day"));
}

TEST_CASE("NaN and infinity are not converted to integers", "[unit]") {
    CHECK_THAT(refusal(Decimal::nan(), Integer()), ContainsSubstring("the number is not an integer"));
    CHECK_THAT(unreadable<std::int64_t>(Decimal::infinity()), ContainsSubstring("not an integer"));
    CHECK_THAT(unreadable<std::int64_t>(Decimal(std::string_view("1.5"))), ContainsSubstring("not an integer"));
}

TEST_CASE("reading never narrows a value", "[unit]") {
    CHECK_THAT(unreadable<std::int32_t>(std::int64_t{5000000000}),
               ContainsSubstring("value of type bigint can't be read as int32_t: it is out of range"));
    CHECK_THAT(unreadable<std::uint32_t>(std::int32_t{-1}), ContainsSubstring("out of range"));
    CHECK_THAT(unreadable<float>(1e300), ContainsSubstring("out of range"));
    CHECK_THAT(unreadable<double>(std::int64_t{9007199254740993}), ContainsSubstring("cannot be represented exactly"));
    CHECK_THAT(unreadable<std::chrono::sys_seconds>(Timestamptz(std::chrono::microseconds(1))),
               ContainsSubstring("read it in microseconds"));
    CHECK_THAT(unreadable<std::chrono::hours>(Interval(1, 0, 0)), ContainsSubstring("it has months"));
    CHECK_THAT(unreadable<std::chrono::year_month_day>(std::chrono::local_days(std::chrono::days(12000000))),
               ContainsSubstring("32767"));
}

TEST_CASE("nanoseconds that PostgreSQL cannot store throw and are not rounded", "[unit]") {
    using Precise = std::chrono::sys_time<std::chrono::nanoseconds>;
    CHECK_THAT(refusal(Precise(std::chrono::nanoseconds(1)), DateTime(with_timezone)),
               ContainsSubstring("floor first"));
    CHECK(refusal(Precise(std::chrono::nanoseconds(1000)), DateTime(with_timezone)) == "stored");
}

TEST_CASE("text that is not UTF-8 or contains a NUL throws", "[unit]") {
    for (const std::string_view text :
         {std::string_view("a\0b", 3), std::string_view("\xC0\xAF"), std::string_view("\xFF"),
          std::string_view("\xED\xA0\x80"), std::string_view("12345678\xE2\x82")}) {
        CHECK_THAT(refusal(std::string(text), Text()), ContainsSubstring("not UTF-8, or holds a NUL"));
    }
}

TEST_CASE("an invalid byte is found at every position", "[unit]") {
    for (const std::string_view letter : {"x", "\xC3\xA4"}) {
        for (std::size_t length = 1; length <= 20; ++length) {
            std::string text;
            for (std::size_t i = 0; i < length; ++i) text += letter;
            CHECK(refusal(text, Text()) == "stored");
            for (std::size_t at = 0; at < text.size(); ++at) {
                for (const char wrong : {'\0', '\xFF'}) {
                    std::string changed = text;
                    changed[at] = wrong;
                    INFO(length << " characters, wrong at " << at);
                    CHECK(refusal(changed, Text()) != "stored");
                }
            }
        }
    }
}

TEST_CASE("malformed JSON throws before it is sent", "[unit]") {
    for (const char* const text : {"", "{", "[1,]", "{\"a\"}", "01", "1.", "nul", "\"\\x\"", "\"\n\"", "1 2", "'a'"}) {
        INFO(text);
        CHECK_THAT(refusal(std::string(text), Jsonb()), ContainsSubstring("malformed JSON"));
    }
    for (const char* const text : {"null", " [ ] ", "{\"a\" : [1, -0.5e+3, true]}", "\"\\u00e9\""}) {
        INFO(text);
        CHECK(refusal(std::string(text), Jsonb()) == "stored");
    }
    CHECK_THAT(unreadable<boost::json::value>("{\"a\":", oid::json), ContainsSubstring("boost::json::value"));
}

TEST_CASE("a JSON document that could not be read back throws", "[unit]") {
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK_THAT(refusal(boost::json::value(infinity), Jsonb()), ContainsSubstring("no form for NaN and infinity"));
    CHECK_THAT(refusal(boost::json::value(boost::json::array{1, -infinity}), Json()), ContainsSubstring("infinity"));
    CHECK_THAT(refusal(boost::json::value(boost::json::object{{"a", std::nan("")}}), Jsonb()),
               ContainsSubstring("NaN"));
    CHECK_THAT(unreadable<boost::json::value>("1e400", oid::json), ContainsSubstring("out of range"));
    CHECK_THAT(unreadable<boost::json::value>("[1] 2", oid::json), ContainsSubstring("extra data"));
    boost::json::value deep = 1;
    for (int i = 0; i < 1000; ++i) deep = boost::json::array{std::move(deep)};
    CHECK(refusal(deep, Json()) == "stored");
    deep = boost::json::array{std::move(deep)};
    CHECK_THAT(refusal(deep, Json()), ContainsSubstring("nested more than 1000 levels deep"));
    CHECK_THAT(unreadable<boost::json::value>(std::string(1001, '[') + std::string(1001, ']'), oid::json),
               ContainsSubstring("too deep"));
}

TEST_CASE("a JSON number is the double of its digits", "[unit]") {
    azoth::test::Random random(azoth::test::seed());
    const auto read = [](const std::string& text) {
        return Codec<boost::json::value>::decode(
            Cell{reinterpret_cast<const std::byte*>(text.data()), static_cast<std::int32_t>(text.size()), oid::json});
    };
    CHECK(read("1.7976931348623157e308").as_double() == std::numeric_limits<double>::max());
    CHECK(read("5e-324").as_double() == std::numeric_limits<double>::denorm_min());
    CHECK(read("1e-400").as_double() == 0.0);
    for (int i = 0; i < 10'000; ++i) {
        const double value = azoth::test::random_double(random);
        if (!std::isfinite(value)) continue;
        const std::string text = boost::json::serialize(boost::json::value(value));
        INFO(text);
        REQUIRE(read(text).as_double() == value);
    }
}

TEST_CASE("a text that is not a label of the enum throws", "[unit]") {
    CHECK_THAT(refusal(std::string("blue"), Enum("mood", {"sad", "ok"})),
               ContainsSubstring("it is not one of the labels"));
}

TEST_CASE("an array is not read with other dimensions or another element type", "[unit]") {
    const std::vector<std::vector<std::int32_t>> matrix{{1, 2}, {3, 4}};
    CHECK_THAT(unreadable<std::vector<std::int32_t>>(matrix), ContainsSubstring("it has 2 dimensions, not 1"));
    CHECK_THAT(unreadable<std::vector<std::string>>(std::vector<std::int32_t>{1}),
               ContainsSubstring("value of type integer can't be read as std::string"));
    CHECK_THAT(unreadable<std::vector<std::int32_t>>(std::vector<std::optional<std::int32_t>>{std::nullopt}),
               ContainsSubstring("an element is NULL"));
    CHECK_THAT(unreadable<std::vector<std::int32_t>>(std::int32_t{1}), ContainsSubstring("std::vector"));
}

TEST_CASE("nested vectors of different lengths throw", "[unit]") {
    using Matrix = std::vector<std::vector<std::int32_t>>;
    CHECK_THAT(refusal(Matrix{{1}, {1, 2}}, Array(Integer())), ContainsSubstring("differ in length"));
    CHECK_THAT(refusal(Matrix{{}, {1}}, Array(Integer())), ContainsSubstring("differ in length"));
    CHECK(refusal(Matrix{{}, {}}, Array(Integer())) == "stored");
    CHECK_THAT(refusal(NdArray<std::int32_t>{{{3, 1}}, {1}}, Array(Integer())), ContainsSubstring("don't match"));
}

TEST_CASE("values with too few or too many bytes throw", "[unit]") {
    CHECK_THAT(unreadable<std::int32_t>(zeros(3), oid::int4), ContainsSubstring("wrong length"));
    CHECK_THAT(unreadable<Timestamp>(zeros(9), oid::timestamp), ContainsSubstring("wrong length"));
    CHECK_THAT(unreadable<Interval>(zeros(17), oid::interval), ContainsSubstring("too long"));
    CHECK_THAT(unreadable<Decimal>(zeros(7), oid::numeric), ContainsSubstring("too short"));
    CHECK_THAT(unreadable<boost::uuids::uuid>(zeros(15), oid::uuid), ContainsSubstring("wrong length"));
    CHECK_THAT(unreadable<MacAddr>(zeros(7), oid::macaddr), ContainsSubstring("too long"));
    CHECK_THAT(unreadable<Range<std::int32_t>>(zeros(5), oid::int4range), ContainsSubstring("too short"));
}

TEST_CASE("a received count is checked before memory is allocated for it", "[unit]") {
    const std::string huge_array{"\0\0\0\1\0\0\0\0\0\0\0\x17\x7F\xFF\xFF\xF0\0\0\0\1", 20};
    CHECK_THAT(unreadable<std::vector<std::int32_t>>(huge_array, 1007), ContainsSubstring("more elements than bytes"));
    const std::string deep{"\x7F\xFF\xFF\xFF\0\0\0\0\0\0\0\x17", 12};
    CHECK_THAT(unreadable<std::vector<std::int32_t>>(deep, 1007), ContainsSubstring("dimensions"));
    CHECK_THAT(unreadable<HStoreMap>("\x7F\xFF\xFF\xFF", 20000), ContainsSubstring("malformed count"));
    CHECK_THAT(unreadable<MultiRange<std::int32_t>>("\x7F\xFF\xFF\xFF", oid::int4multirange),
               ContainsSubstring("malformed count"));
    CHECK_THAT(unreadable<TsVector>("\x7F\xFF\xFF\xFF", oid::tsvector), ContainsSubstring("malformed count"));
    CHECK_THAT(unreadable<BitString>("\x7F\xFF\xFF\xFF", oid::varbit), ContainsSubstring("wrong length"));
}

TEST_CASE("a negative length in a structure throws unless it means NULL", "[unit]") {
    const std::string array{"\0\0\0\1\0\0\0\0\0\0\0\x17\0\0\0\1\0\0\0\1\xFF\xFF\xFF\xFE", 24};
    CHECK_THAT(unreadable<std::vector<std::int32_t>>(array, 1007), ContainsSubstring("malformed length"));
}

TEST_CASE("a row that is nested endlessly does not exhaust the stack", "[unit]") {
    std::string row;
    for (int i = 0; i < 5000; ++i) {
        std::string outer{"\0\0\0\1\0\0\x08\xC9", 8};
        const auto size = big_endian(static_cast<std::int32_t>(row.size()));
        outer.append(reinterpret_cast<const char*>(&size), 4);
        row = outer + row;
    }
    CHECK_THAT(unreadable<std::string>(row, oid::record), ContainsSubstring("nested too deeply"));
}
