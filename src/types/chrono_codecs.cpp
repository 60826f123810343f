#include "types/calendar.hpp"
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/type_error.hpp>

#include <cstdint>
#include <limits>

namespace azoth {
namespace {

using std::chrono::local_days;
using std::chrono::microseconds;
using std::chrono::year_month_day;

constexpr std::int64_t epoch_difference = calendar::days_to_2000 * calendar::day;
constexpr std::int64_t lowest_time = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest_time = std::numeric_limits<std::int64_t>::max();

constexpr year_month_day last_day{std::chrono::year::max(), std::chrono::month(12), std::chrono::day(31)};
constexpr year_month_day first_day{std::chrono::year::min(), std::chrono::month(1), std::chrono::day(1)};

void encode_timestamp(ByteBuffer& out, std::int64_t since_1970, const SqlType& given, bool zone, const char* cpp_type) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::timestamp || as.with_timezone() != zone) throw_encode_error(cpp_type, as, {});
    if (since_1970 == lowest_time || since_1970 == highest_time) return out.put(since_1970);
    if (since_1970 < lowest_time + epoch_difference || since_1970 - epoch_difference < calendar::first_timestamp ||
        since_1970 - epoch_difference >= calendar::end_of_timestamps) {
        throw_encode_error(cpp_type, as, "outside of 4714 BC to 294276 AD");
    }
    out.put(since_1970 - epoch_difference);
}

std::int64_t decode_timestamp(const Cell& cell, Oid expected, const char* cpp_type) {
    if (cell.type != expected) throw_decode_error(cpp_type, cell);
    if (cell.size != 8) throw_decode_error(cpp_type, cell, "wrong length");
    const auto since_2000 = load_big_endian<std::int64_t>(cell.data);
    if (since_2000 == lowest_time || since_2000 == highest_time) return since_2000;
    if (since_2000 > highest_time - epoch_difference) throw_decode_error(cpp_type, cell, "out of range");
    return since_2000 + epoch_difference;
}

void encode_date(ByteBuffer& out, local_days value, const SqlType& given, const char* cpp_type) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::date) throw_encode_error(cpp_type, as, {});
    if (value == local_days::max()) return out.put(std::numeric_limits<std::int32_t>::max());
    if (value == local_days::min()) return out.put(std::numeric_limits<std::int32_t>::min());
    const std::int64_t days = std::int64_t{value.time_since_epoch().count()} - calendar::days_to_2000;
    if (days < calendar::first_date || days >= calendar::end_of_dates) {
        throw_encode_error(cpp_type, as, "outside of 4714 BC to 5874897 AD");
    }
    out.put(static_cast<std::int32_t>(days));
}

local_days decode_date(const Cell& cell, const char* cpp_type) {
    if (cell.type != oid::date) throw_decode_error(cpp_type, cell);
    if (cell.size != 4) throw_decode_error(cpp_type, cell, "wrong length");
    const auto days = load_big_endian<std::int32_t>(cell.data);
    if (days == std::numeric_limits<std::int32_t>::max()) return local_days::max();
    if (days == std::numeric_limits<std::int32_t>::min()) return local_days::min();
    if (days >= calendar::end_of_dates) throw_decode_error(cpp_type, cell, "out of range");
    return local_days(std::chrono::days(static_cast<int>(days + calendar::days_to_2000)));
}

}  // namespace

namespace detail {

void throw_inexact_encode(const SqlType& as) {
    throw_encode_error("std::chrono", as, "it is not a whole number of microseconds; apply std::chrono::floor first");
}

void throw_inexact_decode(const Cell& cell) {
    throw_decode_error("std::chrono", cell, "the type's unit cannot represent it exactly; read it in microseconds");
}

}  // namespace detail

void Codec<Timestamptz>::encode(ByteBuffer& out, Timestamptz value, const SqlType& as) {
    encode_timestamp(out, value.time_since_epoch().count(), as, true, "sys_time");
}

Timestamptz Codec<Timestamptz>::decode(const Cell& cell) {
    return Timestamptz(microseconds(decode_timestamp(cell, oid::timestamptz, "sys_time")));
}

void Codec<Timestamp>::encode(ByteBuffer& out, Timestamp value, const SqlType& as) {
    encode_timestamp(out, value.time_since_epoch().count(), as, false, "local_time");
}

Timestamp Codec<Timestamp>::decode(const Cell& cell) {
    return Timestamp(microseconds(decode_timestamp(cell, oid::timestamp, "local_time")));
}

void Codec<local_days>::encode(ByteBuffer& out, local_days value, const SqlType& as) {
    encode_date(out, value, as, "local_days");
}

local_days Codec<local_days>::decode(const Cell& cell) { return decode_date(cell, "local_days"); }

void Codec<year_month_day>::encode(ByteBuffer& out, year_month_day value, const SqlType& as) {
    if (value == last_day) return encode_date(out, local_days::max(), as, "year_month_day");
    if (value == first_day) return encode_date(out, local_days::min(), as, "year_month_day");
    if (!value.ok()) throw_encode_error("year_month_day", as, "there is no such day");
    encode_date(out, local_days(value), as, "year_month_day");
}

year_month_day Codec<year_month_day>::decode(const Cell& cell) {
    const local_days day = decode_date(cell, "year_month_day");
    if (day == local_days::max()) return last_day;
    if (day == local_days::min()) return first_day;
    if (day >= local_days(last_day)) throw_decode_error("year_month_day", cell, "beyond the year 32767");
    return year_month_day(day);
}

}  // namespace azoth
