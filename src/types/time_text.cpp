#include "types/calendar.hpp"
#include "types/text_families.hpp"
#include <azoth/types/interval.hpp>
#include <azoth/types/time_of_day.hpp>
#include <azoth/types/type_error.hpp>

#include <optional>

namespace azoth::detail {
namespace {

template <class T>
T required(const std::optional<T>& value, std::string_view text, const SqlType& type) {
    if (!value) throw_text_error(text, to_string(type));
    return *value;
}

}  // namespace

void append_date(std::string& out, const Cell& cell) {
    if (cell.size != 4) throw_decode_error("date", cell, "wrong length");
    calendar::append_date(out, load_big_endian<std::int32_t>(cell.data));
}

void parse_date(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(required(calendar::parse_date(text), text, type));
}

void append_time(std::string& out, const Cell& cell) {
    calendar::append_time(out, Codec<TimeOfDay>::decode(cell).since_midnight().count());
}

void parse_time(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(required(calendar::parse_time(text), text, type));
}

void append_zoned_time(std::string& out, const Cell& cell) {
    const ZonedTimeOfDay value = Codec<ZonedTimeOfDay>::decode(cell);
    calendar::append_time(out, value.time.since_midnight().count());
    calendar::append_offset(out, static_cast<std::int32_t>(value.offset.count()));
}

void parse_zoned_time(ByteBuffer& out, const SqlType& type, std::string_view text) {
    const auto time = required(calendar::parse_zoned_time(text), text, type);
    out.put(time.microseconds);
    out.put(-time.offset);
}

void append_timestamp(std::string& out, const Cell& cell) {
    if (cell.size != 8) throw_decode_error("timestamp", cell, "wrong length");
    calendar::append_timestamp(out, load_big_endian<std::int64_t>(cell.data), cell.type == oid::timestamptz);
}

void parse_timestamp(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(required(calendar::parse_timestamp(text, type.with_timezone()), text, type));
}

void append_interval(std::string& out, const Cell& cell) {
    const Interval value = Codec<Interval>::decode(cell);
    calendar::append_interval(out, value.months, value.days, value.microseconds);
}

void parse_interval(ByteBuffer& out, const SqlType& type, std::string_view text) {
    const auto parts = required(calendar::parse_interval(text), text, type);
    Codec<Interval>::encode(out, Interval(parts.months, parts.days, parts.microseconds), type);
}

}  // namespace azoth::detail
