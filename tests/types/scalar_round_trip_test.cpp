#include "types/round_trip.hpp"

#include <cmath>
#include <limits>

using namespace azoth;
using namespace azoth::test;
using namespace std::chrono_literals;

namespace {

template <class T>
std::vector<T> ends() {
    return {std::numeric_limits<T>::min(), static_cast<T>(-1), 0, 1, std::numeric_limits<T>::max()};
}

template <class T>
std::vector<T> floating_ends() {
    using Limits = std::numeric_limits<T>;
    return {0,
            -T{0},
            1,
            -1,
            Limits::min(),
            Limits::denorm_min(),
            Limits::max(),
            Limits::lowest(),
            Limits::epsilon(),
            Limits::infinity(),
            -Limits::infinity(),
            static_cast<T>(0.1),
            static_cast<T>(1e5),
            static_cast<T>(999999),
            static_cast<T>(1e6),
            static_cast<T>(123456789012345),
            static_cast<T>(1e15),
            static_cast<T>(1e16),
            static_cast<T>(1e-4),
            static_cast<T>(1e-5)};
}

std::vector<Decimal> decimal_ends() {
    std::vector<Decimal> ends{Decimal(), Decimal(1), Decimal(-1), Decimal(INT64_MIN), Decimal(UINT64_MAX)};
    for (const char* const text :
         {"0.00", "10000", "9999", "1.10", "0.0001", "0.00001", "-0.5", "100000000.00000001", "1e100", "-1e-100", "NaN",
          "Infinity", "-Infinity", "12345678901234567890.0987654321"}) {
        ends.emplace_back(std::string_view(text));
    }
    ends.emplace_back(std::string_view(std::string(131072, '9')));
    ends.emplace_back(std::string_view("0." + std::string(16382, '0') + '1'));
    return ends;
}

}  // namespace

TEST_CASE("integers are read back unchanged", "[types]") {
    check_round_trip<std::int8_t>(Passage("int2"), ends<std::int8_t>(), random_integer<std::int8_t>);
    check_round_trip<std::int16_t>(Passage("int2"), ends<std::int16_t>(), random_integer<std::int16_t>);
    check_round_trip<std::int32_t>(Passage("int4"), ends<std::int32_t>(), random_integer<std::int32_t>);
    check_round_trip<std::int64_t>(Passage("int8"), ends<std::int64_t>(), random_integer<std::int64_t>);
    check_round_trip<std::uint16_t>(Passage("int4"), {0, 65535}, random_integer<std::uint16_t>);
    check_round_trip<std::uint32_t>(Passage("oid"), {0, 1, 4294967295}, random_integer<std::uint32_t>);
    check_round_trip<std::uint64_t>(Passage("numeric", Numeric()).not_in_sqlite(), {0, UINT64_MAX},
                                    random_integer<std::uint64_t>);
}

TEST_CASE("booleans are read back unchanged", "[types]") {
    check_round_trip<bool>(Passage("bool"), {true, false}, [](Random& random) { return random.one_in(2); });
}

TEST_CASE("floating-point numbers are read back to the last bit", "[types]") {
    check_round_trip<double>(Passage("float8"), floating_ends<double>(), random_double);
    check_round_trip<float>(Passage("float4"), floating_ends<float>(), random_float);
    check_round_trip<double>(Passage("numeric", Numeric()), {0.1, 1e22, -1e-7, 1e300, 5e-324}, random_double);
}

TEST_CASE("decimals are read back with every digit", "[types]") {
    check_round_trip<Decimal>(Passage("numeric").not_in_sqlite(), decimal_ends(), random_decimal);
    check_round_trip<Decimal>(
        Passage("numeric"), {Decimal(), Decimal(INT64_MIN), Decimal::infinity()}, [](Random& random) {
            const std::string digits = std::to_string(random.between(-999'999'999'999'999, 999'999'999'999'999));
            return Decimal(std::string_view(digits + "e-" + std::to_string(random.between(0, 12))));
        });
    // Text stores those that numbers in SQLite cannot.
    check_round_trip<Decimal>(Passage("text", Text()), decimal_ends(), random_decimal);
}

TEST_CASE("text is read back unchanged from PostgreSQL", "[types]") {
    const std::vector<std::string> ends{"", " ", "'", "\\", "NULL", std::string(100'000, 'x'), "\x01\x7F", "😀"};
    const auto text = [](Random& random) { return random_text(random); };
    check_round_trip<std::string>(Passage("varchar"), ends, text);
    check_round_trip<std::string>(Passage("text", Text()), ends, text);
    check_round_trip<std::string>(Passage("xml", SqlType(TypeKind::xml)), {"", "<a/>", "plain"}, [](Random& random) {
        return "<a b=\"" + std::to_string(random.between(0, 1000)) + "\">x</a>";
    });
    check_round_trip<std::string>(Passage("dom_text", Domain("dom_text", Text()))
                                      .after("DROP DOMAIN IF EXISTS dom_text")
                                      .after("CREATE DOMAIN dom_text AS text"),
                                  ends, text);
    check_round_trip<std::string>(
        Passage("citext", SqlType(TypeKind::citext)).after("CREATE EXTENSION IF NOT EXISTS citext"), ends, text);
}

TEST_CASE("bytes are read back unchanged", "[types]") {
    check_round_trip<std::vector<std::byte>>(Passage("bytea"), {{}, {std::byte{0}}, std::vector<std::byte>(100'000)},
                                             random_bytes);
}

TEST_CASE("dates are read back unchanged", "[types]") {
    using namespace std::chrono;
    check_round_trip<local_days>(
        Passage("date"),
        {local_days::max(), local_days::min(), local_days(2000y / 1 / 1), local_days(1999y / 12 / 31),
         local_days(days(-2440588 - 2451545 + 2440588 + 10957)), local_days(days(2145031948 + 10957))},
        random_day);
    check_round_trip<year_month_day>(Passage("date"),
                                     {2024y / 2 / 29, 1y / 1 / 1, 0y / 12 / 31, -4712y / 1 / 1, 32767y / 12 / 30,
                                      year::max() / 12 / 31, year::min() / 1 / 1},
                                     random_date);
    check_round_trip<sys_days>(Passage("date"), {sys_days(1970y / 1 / 1)},
                               [](Random& random) { return sys_days(random_day(random).time_since_epoch()); });
}

TEST_CASE("timestamps are read back to the microsecond", "[types]") {
    using namespace std::chrono;
    check_round_trip<Timestamp>(Passage("timestamp"),
                                {Timestamp(), Timestamp::max(), Timestamp::min(), Timestamp(microseconds(-1)),
                                 Timestamp(local_days(2000y / 1 / 1)), Timestamp(local_days(1y / 1 / 1)) - 1us,
                                 Timestamp(microseconds(INT64_MAX - 1))},
                                random_time<Timestamp>);
    check_round_trip<Timestamptz>(Passage("timestamptz"),
                                  {Timestamptz(), Timestamptz::max(), Timestamptz::min(),
                                   Timestamptz(sys_days(2000y / 1 / 1)), Timestamptz(microseconds(INT64_MAX - 1))},
                                  random_time<Timestamptz>);
    check_round_trip<sys_seconds>(
        Passage("timestamptz"), {sys_seconds(), sys_seconds::max(), sys_seconds::min()},
        [](Random& random) { return sys_seconds(seconds(random.between(-9000000000, 90000000000))); });
    check_round_trip<local_time<nanoseconds>>(
        Passage("timestamp"), {local_time<nanoseconds>::max()}, [](Random& random) {
            return local_time<nanoseconds>(nanoseconds(random.between(-9000000000000000, 9000000000000000) * 1000));
        });
}

TEST_CASE("times of day are read back unchanged", "[types]") {
    check_round_trip<TimeOfDay>(Passage("time"), {TimeOfDay(), TimeOfDay(24, 0), TimeOfDay(23, 59, 59, 999999)},
                                random_time_of_day);
    check_round_trip<ZonedTimeOfDay>(
        Passage("timetz"), {{TimeOfDay(24, 0), -57599s}, {TimeOfDay(), 57599s}, {TimeOfDay(1, 2), -1s}},
        [](Random& random) {
            const std::int64_t offset = random.between(-57599, 57599);
            return ZonedTimeOfDay{random_time_of_day(random),
                                  std::chrono::seconds(random.one_in(2) ? offset : offset / 900 * 900)};
        });
}

TEST_CASE("intervals are read back part by part", "[types]") {
    check_round_trip<Interval>(Passage("interval"),
                               {{},
                                {12, 0, 0},
                                {-13, 1, -1},
                                {1, -1, 1},
                                {INT32_MAX, INT32_MAX, INT64_MAX - 1},
                                {INT32_MIN, INT32_MIN, INT64_MIN + 1},
                                {0, 0, INT64_MIN},
                                {0, 0, -3600000000}},
                               random_interval);
    check_round_trip<std::chrono::microseconds>(Passage("interval"), {0us, -1us, 24h}, [](Random& random) {
        return std::chrono::microseconds(random_integer<std::int64_t>(random));
    });
}

TEST_CASE("uuids are read back unchanged", "[types]") {
    check_round_trip<boost::uuids::uuid>(Passage("uuid"), {boost::uuids::uuid{}}, random_uuid);
}

TEST_CASE("addresses are read back unchanged", "[types]") {
    check_round_trip<Inet>(
        Passage("inet"),
        {Inet(), Inet("::"), Inet("::1/0"), Inet("255.255.255.255/0"), Inet("::ffff:1.2.3.4"), Inet("fe80::1/64")},
        random_address<Inet>);
    check_round_trip<Cidr>(Passage("cidr"), {Cidr(), Cidr("::/0"), Cidr("10.0.0.0/8"), Cidr("2001:db8::/32")},
                           random_address<Cidr>);
    check_round_trip<MacAddr>(Passage("macaddr"), {MacAddr()}, random_hardware<6>);
    check_round_trip<MacAddr8>(Passage("macaddr8"), {MacAddr8()}, random_hardware<8>);
}

TEST_CASE("bit strings are read back unchanged", "[types]") {
    check_round_trip<BitString>(Passage("varbit"), {BitString(), BitString("1"), BitString(1000)},
                                [](Random& random) { return random_bits(random, random.size(70)); });
    check_round_trip<BitString>(Passage("bit(13)", SqlType(TypeKind::bit, 13)), {BitString(13)},
                                [](Random& random) { return random_bits(random, 13); });
}

TEST_CASE("amounts of money are read back unchanged", "[types]") {
    check_round_trip<Money>(Passage("money").after("SET lc_monetary = 'C'"),
                            {Money(), Money(1), Money(-1), Money(100000), Money(INT64_MAX), Money(INT64_MIN)},
                            [](Random& random) { return Money(random_integer<std::int64_t>(random)); });
}
