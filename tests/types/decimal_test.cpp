#include "catch.hpp"
#include <azoth/error.hpp>
#include <azoth/multiprecision.hpp>
#include <azoth/types/decimal.hpp>

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include <limits>

using azoth::Decimal;

namespace {

Decimal decimal(std::string_view text) { return Decimal(text); }

}  // namespace

TEST_CASE("a decimal keeps every digit and the zeros after the point", "[unit]") {
    for (const char* const text :
         {"0", "-1", "0.00", "12.50", "0.0001", "10000", "99999999.00000001", "-0.000000001"}) {
        CHECK(decimal(text).to_string() == text);
    }
    CHECK(decimal("00012.50").to_string() == "12.50");
    CHECK(decimal("1e5").to_string() == "100000");
    CHECK(decimal("-1.25e-3").to_string() == "-0.00125");
    CHECK(decimal("+.5").to_string() == "0.5");
    CHECK(decimal("-0").to_string() == "0");
}

TEST_CASE("text that is not a decimal number throws", "[unit]") {
    for (const char* const text : {"", "-", ".", "1e", "e5", "1.2.3", "0x10", "1 ", "--1", "-NaN", "1e999999999"}) {
        INFO(text);
        CHECK_THROWS_AS(decimal(text), azoth::DataError);
    }
    CHECK_THROWS_AS(decimal("1e131072"), azoth::DataError);
    CHECK_THROWS_AS(decimal("1e-16384"), azoth::DataError);
}

TEST_CASE("decimals compare by value, with NaN as the greatest", "[unit]") {
    CHECK(decimal("1.0") == decimal("1.00"));
    CHECK(decimal("-2") < decimal("-1"));
    CHECK(decimal("9999") < decimal("10000"));
    CHECK(decimal("0.00001") < decimal("0.0001"));
    CHECK(Decimal::negative_infinity() < decimal("-1e100"));
    CHECK(Decimal::infinity() < Decimal::nan());
    CHECK(Decimal::nan() == Decimal::nan());
}

TEST_CASE("a decimal converts from and to integers and doubles", "[unit]") {
    CHECK(Decimal(INT64_MIN).to_string() == "-9223372036854775808");
    CHECK(Decimal(UINT64_MAX).to_string() == "18446744073709551615");
    CHECK(Decimal(INT64_MIN).to_int64() == INT64_MIN);
    CHECK(decimal("12.00").to_int64() == 12);
    CHECK_THROWS_AS(decimal("12.01").to_int64(), azoth::DataError);
    CHECK_THROWS_AS(decimal("9223372036854775808").to_int64(), azoth::DataError);
    CHECK(Decimal(0.1).to_string() == "0.1");
    CHECK(decimal("0.1").to_double() == 0.1);
    CHECK(decimal("1e400").to_double() == std::numeric_limits<double>::infinity());
    CHECK(decimal("1e-400").to_double() == 0);
}

TEST_CASE("decimals are calculated as numbers of Boost.Multiprecision", "[unit]") {
    using boost::multiprecision::cpp_dec_float_50;
    using boost::multiprecision::cpp_int;
    const auto third = azoth::to_number<cpp_dec_float_50>(decimal("1")) / 3;
    CHECK(azoth::to_decimal(cpp_dec_float_50(azoth::to_number<cpp_dec_float_50>(decimal("0.1")) * 3)) ==
          decimal("0.3"));
    CHECK(azoth::to_decimal(third).to_string().starts_with("0.33333333333333333333"));
    CHECK(azoth::to_number<cpp_int>(decimal("10.00")) == 10);
    CHECK_THROWS_AS(azoth::to_number<cpp_int>(decimal("10.5")), std::range_error);
    CHECK_THROWS_AS(azoth::to_number<cpp_int>(Decimal::nan()), std::range_error);
    CHECK(azoth::to_decimal(azoth::to_number<cpp_dec_float_50>(Decimal::infinity())).is_infinite());
}
