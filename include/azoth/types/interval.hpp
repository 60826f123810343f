#pragma once

#include <azoth/export.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/codec.hpp>

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <limits>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A span of time as PostgreSQL counts it: months, days and microseconds, each with its own sign, since months and days
/// have no fixed length. All three at their largest are PostgreSQL's infinity, at their smallest -infinity (since
/// version 17). Earlier versions reject an infinite interval that is written as a literal (DataError), and read one
/// that is sent as a parameter as an ordinary span of 178956970 years.
struct Interval {
    /// Months; a year has 12.
    std::int32_t months = 0;
    /// Days.
    std::int32_t days = 0;
    /// Microseconds; they may exceed a day.
    std::int64_t microseconds = 0;

    constexpr Interval() noexcept = default;
    /// Sets the three parts.
    constexpr Interval(std::int32_t months_, std::int32_t days_, std::int64_t microseconds_) noexcept
        : months(months_), days(days_), microseconds(microseconds_) {}
    /// Makes an interval without months and days.
    constexpr explicit Interval(std::chrono::microseconds time) noexcept : microseconds(time.count()) {}

    /// Returns the interval that is longer than all others.
    static constexpr Interval infinity() noexcept {
        return {std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::max(),
                std::numeric_limits<std::int64_t>::max()};
    }
    /// Returns the interval that is shorter than all others.
    static constexpr Interval minus_infinity() noexcept {
        return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::min(),
                std::numeric_limits<std::int64_t>::min()};
    }
    /// Whether it is one of these two.
    constexpr bool is_infinite() const noexcept { return *this == infinity() || *this == minus_infinity(); }

    /// Compares the parts: 24 hours are not equal to a day.
    friend constexpr bool operator==(const Interval&, const Interval&) noexcept = default;
    friend AZOTH_EXPORT std::ostream& operator<<(std::ostream& out, const Interval& value);
};

/// Stored as INTERVAL.
template <>
struct Codec<Interval> {
    static SqlType sql_type() { return SqlType(TypeKind::interval); }
    static void encode(ByteBuffer& out, const Interval& value, const SqlType& as);
    static Interval decode(const Cell& cell);
};

namespace detail {

/// Returns an interval without months, with days of 24 hours. Throws DataError for any other.
std::chrono::microseconds duration_of(const Interval& interval, const Cell& cell);

}  // namespace detail

/// A duration, stored as an INTERVAL without months. A value that the duration cannot express exactly throws DataError.
template <class Rep, class Period>
struct Codec<std::chrono::duration<Rep, Period>> {
    using Duration = std::chrono::duration<Rep, Period>;

    static SqlType sql_type() { return Codec<Interval>::sql_type(); }
    static void encode(ByteBuffer& out, Duration value, const SqlType& as) {
        std::chrono::microseconds time;
        if (!detail::convert_exactly(value, time)) detail::throw_inexact_encode(as);
        Codec<Interval>::encode(out, Interval(time), as);
    }
    static Duration decode(const Cell& cell) {
        Duration time;
        if (!detail::convert_exactly(detail::duration_of(Codec<Interval>::decode(cell), cell), time)) {
            detail::throw_inexact_decode(cell);
        }
        return time;
    }
};

}  // namespace azoth

AZOTH_EXPORT_END
