#pragma once

#include <azoth/types/codec.hpp>

#include <chrono>
#include <compare>
#include <iosfwd>

namespace azoth {

/// `time without time zone`: microseconds since midnight, at most 24:00.
class TimeOfDay {
public:
    constexpr TimeOfDay() noexcept = default;
    /// Sets the time since midnight.
    constexpr explicit TimeOfDay(std::chrono::microseconds since_midnight) noexcept : time_(since_midnight) {}
    /// Sets hour, minute, second and microsecond.
    constexpr TimeOfDay(int hour, int minute, int second = 0, int microsecond = 0) noexcept
        : time_(std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
                std::chrono::microseconds(microsecond)) {}

    /// The time since midnight.
    constexpr std::chrono::microseconds since_midnight() const noexcept { return time_; }
    /// The hour, 0 to 24.
    constexpr int hour() const noexcept { return static_cast<int>(time_ / std::chrono::hours(1)); }
    /// The minute.
    constexpr int minute() const noexcept { return static_cast<int>(time_ / std::chrono::minutes(1) % 60); }
    /// The second.
    constexpr int second() const noexcept { return static_cast<int>(time_ / std::chrono::seconds(1) % 60); }
    /// The fraction of the second in microseconds.
    constexpr int microsecond() const noexcept { return static_cast<int>(time_.count() % 1'000'000); }

    friend constexpr auto operator<=>(const TimeOfDay&, const TimeOfDay&) noexcept = default;
    friend std::ostream& operator<<(std::ostream& out, const TimeOfDay& time);

private:
    std::chrono::microseconds time_{0};
};

/// `time with time zone`: a time of day with the offset of its zone from UTC.
struct ZonedTimeOfDay {
    /// The local time of day.
    TimeOfDay time;
    /// The offset: local time minus UTC.
    std::chrono::seconds offset{0};

    friend constexpr bool operator==(const ZonedTimeOfDay&, const ZonedTimeOfDay&) noexcept = default;
};

/// Stored as TIME.
template <>
struct Codec<TimeOfDay> {
    static SqlType sql_type() { return Time(); }
    static void encode(ByteBuffer& out, TimeOfDay value, const SqlType& as);
    static TimeOfDay decode(const Cell& cell);
};

/// Stored as TIME WITH TIME ZONE.
template <>
struct Codec<ZonedTimeOfDay> {
    static SqlType sql_type() { return Time(with_timezone); }
    static void encode(ByteBuffer& out, const ZonedTimeOfDay& value, const SqlType& as);
    static ZonedTimeOfDay decode(const Cell& cell);
};

}  // namespace azoth
