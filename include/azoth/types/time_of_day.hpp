#pragma once

#include <azoth/export.hpp>
#include <azoth/types/codec.hpp>

#include <chrono>
#include <compare>
#include <iosfwd>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// `time without time zone`: microseconds since midnight, up to and including 24:00.
class TimeOfDay {
public:
    constexpr TimeOfDay() noexcept = default;
    constexpr explicit TimeOfDay(std::chrono::microseconds since_midnight) noexcept : time_(since_midnight) {}
    constexpr TimeOfDay(int hour, int minute, int second = 0, int microsecond = 0) noexcept
        : time_(std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
                std::chrono::microseconds(microsecond)) {}

    constexpr std::chrono::microseconds since_midnight() const noexcept { return time_; }
    constexpr int hour() const noexcept { return static_cast<int>(time_ / std::chrono::hours(1)); }
    constexpr int minute() const noexcept { return static_cast<int>(time_ / std::chrono::minutes(1) % 60); }
    constexpr int second() const noexcept { return static_cast<int>(time_ / std::chrono::seconds(1) % 60); }
    constexpr int microsecond() const noexcept { return static_cast<int>(time_.count() % 1'000'000); }

    friend constexpr auto operator<=>(const TimeOfDay&, const TimeOfDay&) noexcept = default;
    friend AZOTH_EXPORT std::ostream& operator<<(std::ostream& out, const TimeOfDay& time);

private:
    std::chrono::microseconds time_{0};
};

/// `time with time zone`: a time of day and how many seconds its zone is ahead of UTC.
struct ZonedTimeOfDay {
    TimeOfDay time;
    std::chrono::seconds offset{0};

    friend constexpr bool operator==(const ZonedTimeOfDay&, const ZonedTimeOfDay&) noexcept = default;
};

template <>
struct Codec<TimeOfDay> {
    static SqlType sql_type() { return Time(); }
    static void encode(ByteBuffer& out, TimeOfDay value, const SqlType& as);
    static TimeOfDay decode(const Cell& cell);
};

template <>
struct Codec<ZonedTimeOfDay> {
    static SqlType sql_type() { return Time(with_timezone); }
    static void encode(ByteBuffer& out, const ZonedTimeOfDay& value, const SqlType& as);
    static ZonedTimeOfDay decode(const Cell& cell);
};

}  // namespace azoth

AZOTH_EXPORT_END
