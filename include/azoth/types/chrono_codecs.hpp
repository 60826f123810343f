#pragma once

#include <azoth/types/codec.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <utility>

namespace azoth {

/// An instant, `timestamp with time zone`.
using Timestamptz = std::chrono::sys_time<std::chrono::microseconds>;
/// A local time, `timestamp without time zone`.
using Timestamp = std::chrono::local_time<std::chrono::microseconds>;

/// An instant in microseconds. std::chrono's range ends in the year 294247, PostgreSQL's 30 years later; a value beyond
/// throws DataError. PostgreSQL's `infinity` and `-infinity` are the largest and smallest value of the C++ type; so
/// they are for local times and dates.
template <>
struct Codec<Timestamptz> {
    static SqlType sql_type() { return DateTime(with_timezone); }
    static void encode(ByteBuffer& out, Timestamptz value, const SqlType& as);
    static Timestamptz decode(const Cell& cell);
};

/// A local time in microseconds; the range is that of instants.
template <>
struct Codec<Timestamp> {
    static SqlType sql_type() { return DateTime(); }
    static void encode(ByteBuffer& out, Timestamp value, const SqlType& as);
    static Timestamp decode(const Cell& cell);
};

/// A date; all days of PostgreSQL can be stored.
template <>
struct Codec<std::chrono::local_days> {
    static SqlType sql_type() { return Date(); }
    static void encode(ByteBuffer& out, std::chrono::local_days value, const SqlType& as);
    static std::chrono::local_days decode(const Cell& cell);
};

/// A date in UTC.
template <>
struct Codec<std::chrono::sys_days> : CodecVia<std::chrono::sys_days, std::chrono::local_days> {
    static std::chrono::local_days to_stored(std::chrono::sys_days day) {
        return std::chrono::local_days(day.time_since_epoch());
    }
    static std::chrono::sys_days from_stored(std::chrono::local_days day) {
        return std::chrono::sys_days(day.time_since_epoch());
    }
};

/// A date up to the year 32767; the last and the first day of the type are infinity and -infinity.
template <>
struct Codec<std::chrono::year_month_day> {
    static SqlType sql_type() { return Date(); }
    /// Throws DataError for a day that does not exist, such as 30 February.
    static void encode(ByteBuffer& out, std::chrono::year_month_day value, const SqlType& as);
    static std::chrono::year_month_day decode(const Cell& cell);
};

namespace detail {

[[noreturn]] void throw_inexact_encode(const SqlType& as);
[[noreturn]] void throw_inexact_decode(const Cell& cell);

/// Converts a duration to other units; returns false if that loses precision or range.
template <class To, class Rep, class Period>
bool convert_exactly(std::chrono::duration<Rep, Period> from, To& to) {
    static_assert(std::numeric_limits<Rep>::is_integer && std::numeric_limits<typename To::rep>::is_integer,
                  "azoth: only durations that count in integers are stored exactly: cast to std::chrono::microseconds");
    using Factor = std::ratio_divide<Period, typename To::period>;
    std::int64_t count = 0;
    if (__builtin_mul_overflow(from.count(), Factor::num, &count) || count % Factor::den != 0) return false;
    count /= Factor::den;
    if (!std::in_range<typename To::rep>(count)) return false;
    to = To(static_cast<typename To::rep>(count));
    return true;
}

/// Time points in other units than microseconds, converted without loss; else DataError.
template <class Point, class Stored>
struct ConvertedTime {
    static SqlType sql_type() { return Codec<Stored>::sql_type(); }
    static void encode(ByteBuffer& out, Point value, const SqlType& as) {
        if (value == Point::max()) return Codec<Stored>::encode(out, Stored::max(), as);
        if (value == Point::min()) return Codec<Stored>::encode(out, Stored::min(), as);
        std::chrono::microseconds time;
        if (!convert_exactly(value.time_since_epoch(), time)) throw_inexact_encode(as);
        Codec<Stored>::encode(out, Stored(time), as);
    }
    static Point decode(const Cell& cell) {
        const Stored stored = Codec<Stored>::decode(cell);
        if (stored == Stored::max()) return Point::max();
        if (stored == Stored::min()) return Point::min();
        typename Point::duration time;
        if (!convert_exactly(stored.time_since_epoch(), time)) throw_inexact_decode(cell);
        return Point(time);
    }
};

/// Units shorter than a day; whole days are dates.
template <class Duration>
concept TimeUnit = std::ratio_less_v<typename Duration::period, std::ratio<86400>>;

}  // namespace detail

/// An instant in other units, such as sys_seconds or system_clock's own. A value that microseconds, or on reading the
/// other units, cannot express exactly throws DataError: apply std::chrono::floor first.
template <detail::TimeUnit Duration>
struct Codec<std::chrono::sys_time<Duration>> : detail::ConvertedTime<std::chrono::sys_time<Duration>, Timestamptz> {};

/// A local time in other units; see the instants.
template <detail::TimeUnit Duration>
struct Codec<std::chrono::local_time<Duration>> : detail::ConvertedTime<std::chrono::local_time<Duration>, Timestamp> {
};

}  // namespace azoth
