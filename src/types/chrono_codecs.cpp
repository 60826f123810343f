#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/type_error.hpp>

#include <cstdint>
#include <limits>

namespace azoth {
namespace {

using std::chrono::microseconds;

// PostgreSQL counts from 2000-01-01, std::chrono from 1970-01-01.
constexpr std::int64_t epoch_difference =
    microseconds(std::chrono::sys_days(std::chrono::year(2000) / 1 / 1).time_since_epoch()).count();
constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

// The range of PostgreSQL's timestamps: 4713 BC to the end of 294276 AD, in its own count.
constexpr std::int64_t first = -211813488000000000;
constexpr std::int64_t end = 9223371331200000000;

void encode_timestamp(ByteBuffer& out, std::int64_t since_1970, const SqlType& as, bool zone, const char* cpp_type) {
    if (as.kind() != TypeKind::timestamp || as.with_timezone() != zone) throw_encode_error(cpp_type, as, {});
    if (since_1970 == lowest || since_1970 == highest) return out.put(since_1970);
    if (since_1970 < lowest + epoch_difference || since_1970 - epoch_difference < first ||
        since_1970 - epoch_difference >= end) {
        throw_encode_error(cpp_type, as, "outside of 4713 BC to 294276 AD");
    }
    out.put(since_1970 - epoch_difference);
}

std::int64_t decode_timestamp(const Cell& cell, Oid expected, const char* cpp_type) {
    if (cell.type != expected) throw_decode_error(cpp_type, cell);
    if (cell.size != 8) throw_decode_error(cpp_type, cell, "wrong length");
    const auto since_2000 = load_big_endian<std::int64_t>(cell.data);
    if (since_2000 == lowest || since_2000 == highest) return since_2000;
    if (since_2000 > highest - epoch_difference) throw_decode_error(cpp_type, cell, "out of range");
    return since_2000 + epoch_difference;
}

}  // namespace

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

}  // namespace azoth
