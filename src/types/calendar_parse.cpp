#include "types/ascii.hpp"
#include "types/calendar.hpp"

#include <limits>
#include <utility>

namespace azoth::calendar {
namespace {

std::int64_t days_of(std::int64_t year, int month, int day_of_month) {
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day_of_month - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468 - days_to_2000;
}

int days_in_month(std::int64_t year, int month) {
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// 1 for infinity, -1 for -infinity, in any case; 0 for anything else.
int infinity_sign(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    constexpr std::string_view infinity = "infinity";
    if (text.size() != infinity.size() || ascii::to_lower(text) != infinity) return 0;
    return negative ? -1 : 1;
}

class Reader {
public:
    explicit Reader(std::string_view text) noexcept : text_(text) {}

    bool at_end() const noexcept { return text_.empty(); }
    bool next_is_digit() const noexcept { return !text_.empty() && ascii::is_digit(text_.front()); }
    bool accept(char c) noexcept {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool accept(std::string_view word) noexcept {
        if (!text_.starts_with(word)) return false;
        text_.remove_prefix(word.size());
        return true;
    }

    // At least `least` digits; the number is below 10^12.
    std::optional<std::int64_t> number(std::size_t least, std::size_t most) {
        std::int64_t value = 0;
        std::size_t count = 0;
        for (; count < most && next_is_digit(); ++count, text_.remove_prefix(1))
            value = value * 10 + text_.front() - '0';
        if (count < least) return std::nullopt;
        return value;
    }

    struct Date {
        std::int64_t year;
        int month;
        int day;
    };
    std::optional<Date> date() {
        const auto year = number(4, 7);
        if (!year || *year == 0 || !accept('-')) return std::nullopt;
        const auto month = number(2, 2);
        if (!month || *month < 1 || *month > 12 || !accept('-')) return std::nullopt;
        const auto day_of_month = number(2, 2);
        if (!day_of_month || *day_of_month < 1) return std::nullopt;
        return Date{*year, static_cast<int>(*month), static_cast<int>(*day_of_month)};
    }
    // "BC" is the last part of the text.
    std::optional<std::int64_t> days(Date date) {
        if (accept(" BC")) date.year = 1 - date.year;
        if (date.day > days_in_month(date.year, date.month)) return std::nullopt;
        return days_of(date.year, date.month, date.day);
    }

    // Microseconds of hh:mm[:ss[.ffffff]].
    std::optional<std::int64_t> clock(std::size_t hour_digits) {
        const auto hours = number(2, hour_digits);
        if (!hours || !accept(':')) return std::nullopt;
        const auto minutes = number(2, 2);
        if (!minutes || *minutes > 59) return std::nullopt;
        std::int64_t seconds = 0;
        std::int64_t fraction = 0;
        if (accept(':')) {
            const auto read = number(2, 2);
            if (!read || *read > 60) return std::nullopt;
            seconds = *read;
            if (accept('.')) {
                if (!next_is_digit()) return std::nullopt;
                for (std::int64_t unit = second / 10; next_is_digit(); unit /= 10) {
                    if (unit == 0 && text_.front() != '0') return std::nullopt;
                    fraction += unit * (text_.front() - '0');
                    text_.remove_prefix(1);
                }
            }
        }
        std::int64_t value = 0;
        if (__builtin_mul_overflow((*hours * 60 + *minutes) * 60 + seconds, second, &value) ||
            __builtin_add_overflow(value, fraction, &value)) {
            return std::nullopt;
        }
        return value;
    }
    std::optional<std::int64_t> time() {
        const auto value = clock(2);
        if (!value || *value > day) return std::nullopt;
        return value;
    }

    std::optional<std::int32_t> offset() {
        if (accept('Z')) return 0;
        const bool west = accept('-');
        if (!west && !accept('+')) return std::nullopt;
        const auto hours = number(2, 2);
        if (!hours || *hours > 15) return std::nullopt;
        std::int64_t seconds = *hours * 3600;
        for (const int unit : {60, 1}) {
            if (!accept(':')) break;
            const auto part = number(2, 2);
            if (!part || *part > 59) return std::nullopt;
            seconds += *part * unit;
        }
        return static_cast<std::int32_t>(west ? -seconds : seconds);
    }

private:
    std::string_view text_;
};

}  // namespace

std::optional<std::int32_t> parse_date(std::string_view text) {
    if (const int sign = infinity_sign(text); sign != 0) {
        return sign > 0 ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int32_t>::min();
    }
    Reader reader(text);
    const auto date = reader.date();
    if (!date) return std::nullopt;
    const auto days = reader.days(*date);
    if (!days || !reader.at_end() || *days < first_date || *days >= end_of_dates) return std::nullopt;
    return static_cast<std::int32_t>(*days);
}

std::optional<std::int64_t> parse_timestamp(std::string_view text, bool zoned) {
    if (const int sign = infinity_sign(text); sign != 0) {
        return sign > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
    }
    Reader reader(text);
    const auto date = reader.date();
    if (!date) return std::nullopt;
    std::int64_t time = 0;
    std::int32_t offset = 0;
    if (reader.accept('T') || (reader.accept(' ') && reader.next_is_digit())) {
        const auto read = reader.time();
        if (!read) return std::nullopt;
        time = *read;
        if (zoned) {
            const auto shift = reader.offset();
            if (!shift) return std::nullopt;
            offset = *shift;
        }
    } else if (zoned) {
        return std::nullopt;
    }
    const auto days = reader.days(*date);
    std::int64_t value = 0;
    if (!days || !reader.at_end() || __builtin_mul_overflow(*days, day, &value) ||
        __builtin_add_overflow(value, time - offset * second, &value) || value < first_timestamp ||
        value >= end_of_timestamps) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
    Reader reader(text);
    const auto time = reader.time();
    return reader.at_end() ? time : std::nullopt;
}

std::optional<ZonedTime> parse_zoned_time(std::string_view text) {
    Reader reader(text);
    const auto time = reader.time();
    if (!time) return std::nullopt;
    const auto offset = reader.offset();
    if (!offset || !reader.at_end()) return std::nullopt;
    return ZonedTime{*time, *offset};
}

std::optional<IntervalParts> parse_interval(std::string_view text) {
    IntervalParts parts;
    if (const int sign = infinity_sign(text); sign != 0) {
        const auto end = [&]<class T>(T& part) {
            part = sign < 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
        };
        end(parts.months);
        end(parts.days);
        end(parts.microseconds);
        return parts;
    }
    std::int64_t months = 0;
    std::int64_t days = 0;
    Reader reader(text);
    for (bool first = true; first || !reader.at_end(); first = false) {
        if (!first && !reader.accept(' ')) return std::nullopt;
        const bool negative = reader.accept('-');
        if (!negative) reader.accept('+');
        Reader ahead = reader;
        const auto value = ahead.number(1, 12);
        if (!value) return std::nullopt;
        if (!ahead.accept(' ')) {
            const auto clock = reader.clock(10);
            if (clock && reader.at_end()) {
                parts.microseconds = negative ? -*clock : *clock;
                break;
            }
            // This is the smallest count, whose absolute value exceeds the largest count.
            if (negative && text.ends_with("-2562047788:00:54.775808")) {
                parts.microseconds = std::numeric_limits<std::int64_t>::min();
                break;
            }
            return std::nullopt;
        }
        reader = ahead;
        const std::int64_t amount = negative ? -*value : *value;
        if (reader.accept("year")) {
            months += amount * 12;
        } else if (reader.accept("mon")) {
            months += amount;
        } else if (reader.accept("day")) {
            days += amount;
        } else {
            return std::nullopt;
        }
        reader.accept('s');
        if (!std::in_range<std::int32_t>(months) || !std::in_range<std::int32_t>(days)) return std::nullopt;
    }
    parts.months = static_cast<std::int32_t>(months);
    parts.days = static_cast<std::int32_t>(days);
    return parts;
}

}  // namespace azoth::calendar
