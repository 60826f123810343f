#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth::calendar {

// PostgreSQL counts from 2000-01-01, std::chrono from 1970-01-01.
inline constexpr std::int64_t days_to_2000 = 10957;
inline constexpr std::int64_t second = 1'000'000;
inline constexpr std::int64_t day = 86'400 * second;
// What PostgreSQL stores: from 24 November 4714 BC, the first Julian day, to the end of 5874897 AD (dates) and 294276
// AD (timestamps).
inline constexpr std::int64_t first_date = -2451545;
inline constexpr std::int64_t end_of_dates = 2145031949;
inline constexpr std::int64_t first_timestamp = first_date * day;
inline constexpr std::int64_t end_of_timestamps = 9'223'371'331'200'000'000;

// PostgreSQL's text in ISO style. All counts are since 2000-01-01, in days or microseconds; the smallest and the
// largest are the infinities. An offset is in seconds east of UTC.
void append_date(std::string& out, std::int32_t days);
void append_timestamp(std::string& out, std::int64_t microseconds, bool utc);
void append_time(std::string& out, std::int64_t microseconds);
void append_offset(std::string& out, std::int32_t offset);
void append_interval(std::string& out, std::int32_t months, std::int32_t days, std::int64_t microseconds);

struct ZonedTime {
    std::int64_t microseconds;
    std::int32_t offset;
};

struct IntervalParts {
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int64_t microseconds = 0;
};

// Empty if the text has another form or is out of range.
std::optional<std::int32_t> parse_date(std::string_view text);
/// An offset in the text is subtracted if `zoned`; otherwise the result is empty.
std::optional<std::int64_t> parse_timestamp(std::string_view text, bool zoned);
std::optional<std::int64_t> parse_time(std::string_view text);
std::optional<ZonedTime> parse_zoned_time(std::string_view text);
std::optional<IntervalParts> parse_interval(std::string_view text);

}  // namespace azoth::calendar

AZOTH_EXPORT_END
