#include "types/calendar.hpp"
#include <azoth/types/interval.hpp>
#include <azoth/types/time_of_day.hpp>
#include <azoth/types/wire_reader.hpp>

#include <ostream>
#include <string>

namespace azoth {
namespace {

// PostgreSQL's limit, exclusive: offsets are at most 15:59:59 in either direction.
constexpr std::int64_t largest_offset = 16 * 3600;

void put_time(ByteBuffer& out, TimeOfDay value, const SqlType& as, const char* cpp_type) {
    const std::int64_t time = value.since_midnight().count();
    if (time < 0 || time > calendar::day) throw_encode_error(cpp_type, as, "outside of 00:00 to 24:00");
    out.put(time);
}

TimeOfDay get_time(WireReader& reader) {
    const auto time = reader.get<std::int64_t>();
    if (time < 0 || time > calendar::day) reader.fail("out of range");
    return TimeOfDay(std::chrono::microseconds(time));
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const TimeOfDay& time) {
    std::string text;
    calendar::append_time(text, time.since_midnight().count());
    return out << text;
}

std::ostream& operator<<(std::ostream& out, const Interval& value) {
    std::string text;
    calendar::append_interval(text, value.months, value.days, value.microseconds);
    return out << text;
}

void Codec<TimeOfDay>::encode(ByteBuffer& out, TimeOfDay value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::time || as.with_timezone()) throw_encode_error("TimeOfDay", as, {});
    put_time(out, value, as, "TimeOfDay");
}

TimeOfDay Codec<TimeOfDay>::decode(const Cell& cell) {
    if (cell.type != oid::time) throw_decode_error("TimeOfDay", cell);
    WireReader reader(cell, "TimeOfDay");
    const TimeOfDay time = get_time(reader);
    reader.expect_end();
    return time;
}

// On the wire the offset counts seconds west of UTC.
void Codec<ZonedTimeOfDay>::encode(ByteBuffer& out, const ZonedTimeOfDay& value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::time || !as.with_timezone()) throw_encode_error("ZonedTimeOfDay", as, {});
    const std::int64_t offset = value.offset.count();
    if (offset <= -largest_offset || offset >= largest_offset) {
        throw_encode_error("ZonedTimeOfDay", as, "its offset is 16 hours or more");
    }
    put_time(out, value.time, as, "ZonedTimeOfDay");
    out.put(static_cast<std::int32_t>(-offset));
}

ZonedTimeOfDay Codec<ZonedTimeOfDay>::decode(const Cell& cell) {
    if (cell.type != oid::timetz) throw_decode_error("ZonedTimeOfDay", cell);
    WireReader reader(cell, "ZonedTimeOfDay");
    const TimeOfDay time = get_time(reader);
    const auto west = reader.get<std::int32_t>();
    reader.expect_end();
    if (west <= -largest_offset || west >= largest_offset) reader.fail("its offset is out of range");
    return ZonedTimeOfDay{time, std::chrono::seconds(-west)};
}

void Codec<Interval>::encode(ByteBuffer& out, const Interval& value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::interval) throw_encode_error("Interval", as, {});
    out.put(value.microseconds);
    out.put(value.days);
    out.put(value.months);
}

Interval Codec<Interval>::decode(const Cell& cell) {
    if (cell.type != oid::interval) throw_decode_error("Interval", cell);
    WireReader reader(cell, "Interval");
    Interval value;
    value.microseconds = reader.get<std::int64_t>();
    value.days = reader.get<std::int32_t>();
    value.months = reader.get<std::int32_t>();
    reader.expect_end();
    return value;
}

namespace detail {

std::chrono::microseconds duration_of(const Interval& interval, const Cell& cell) {
    if (interval.is_infinite()) throw_decode_error("std::chrono::duration", cell, "it is infinite");
    if (interval.months != 0) {
        throw_decode_error("std::chrono::duration", cell, "it has months, which have no length; read it as Interval");
    }
    std::int64_t count = 0;
    if (__builtin_mul_overflow(std::int64_t{interval.days}, calendar::day, &count) ||
        __builtin_add_overflow(count, interval.microseconds, &count)) {
        throw_decode_error("std::chrono::duration", cell, "out of range");
    }
    return std::chrono::microseconds(count);
}

}  // namespace detail
}  // namespace azoth
