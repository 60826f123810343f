#include "types/calendar.hpp"

#include <fmt/format.h>

#include <iterator>
#include <limits>

namespace azoth::calendar {
namespace {

struct Civil {
    std::int64_t year;  // 0 is 1 BC
    int month;
    int day;
};

// H. Hinnant's algorithm: years start in March, so that the leap day is the last day of a year.
Civil civil_of(std::int64_t days_since_2000) {
    const std::int64_t z = days_since_2000 + days_to_2000 + 719468;
    const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const std::int64_t day_of_era = z - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month = (5 * day_of_year + 2) / 153;
    Civil civil{};
    civil.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
    civil.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
    civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
    return civil;
}

void append_civil(std::string& out, const Civil& civil) {
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}", civil.year > 0 ? civil.year : 1 - civil.year,
                   civil.month, civil.day);
}

void append_fraction(std::string& out, std::int64_t microseconds) {
    if (microseconds == 0) return;
    std::string digits = fmt::format(".{:06}", microseconds);
    digits.erase(digits.find_last_not_of('0') + 1);
    out += digits;
}

void append_unit(std::string& out, std::int64_t value, std::string_view unit, bool& first, bool& after_negative) {
    if (value == 0) return;
    fmt::format_to(std::back_inserter(out), "{}{}{} {}{}", first ? "" : " ", after_negative && value > 0 ? "+" : "",
                   value, unit, value == 1 ? "" : "s");
    after_negative = value < 0;
    first = false;
}

}  // namespace

void append_date(std::string& out, std::int32_t days) {
    if (days == std::numeric_limits<std::int32_t>::max()) {
        out += "infinity";
    } else if (days == std::numeric_limits<std::int32_t>::min()) {
        out += "-infinity";
    } else {
        const Civil civil = civil_of(days);
        append_civil(out, civil);
        if (civil.year <= 0) out += " BC";
    }
}

void append_timestamp(std::string& out, std::int64_t microseconds, bool utc) {
    if (microseconds == std::numeric_limits<std::int64_t>::max()) {
        out += "infinity";
        return;
    }
    if (microseconds == std::numeric_limits<std::int64_t>::min()) {
        out += "-infinity";
        return;
    }
    std::int64_t days = microseconds / day;
    std::int64_t time = microseconds % day;
    if (time < 0) {
        time += day;
        --days;
    }
    const Civil civil = civil_of(days);
    append_civil(out, civil);
    out += ' ';
    append_time(out, time);
    if (utc) out += "+00";
    if (civil.year <= 0) out += " BC";
}

void append_time(std::string& out, std::int64_t microseconds) {
    const std::int64_t seconds = microseconds / second;
    fmt::format_to(std::back_inserter(out), "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    append_fraction(out, microseconds % second);
}

void append_offset(std::string& out, std::int32_t offset) {
    const std::int32_t distance = offset < 0 ? -offset : offset;
    fmt::format_to(std::back_inserter(out), "{}{:02}", offset < 0 ? '-' : '+', distance / 3600);
    if (distance % 3600 != 0) fmt::format_to(std::back_inserter(out), ":{:02}", distance / 60 % 60);
    if (distance % 60 != 0) fmt::format_to(std::back_inserter(out), ":{:02}", distance % 60);
}

void append_interval(std::string& out, std::int32_t months, std::int32_t days, std::int64_t microseconds) {
    const auto all_at = [&](std::int32_t part, std::int64_t time) {
        return months == part && days == part && microseconds == time;
    };
    if (all_at(std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int64_t>::max())) {
        out += "infinity";
        return;
    }
    if (all_at(std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int64_t>::min())) {
        out += "-infinity";
        return;
    }
    bool first = true;
    bool after_negative = false;
    append_unit(out, months / 12, "year", first, after_negative);
    append_unit(out, months % 12, "mon", first, after_negative);
    append_unit(out, days, "day", first, after_negative);
    if (!first && microseconds == 0) return;
    const bool negative = microseconds < 0;
    const auto distance = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(microseconds)
                                   : static_cast<std::uint64_t>(microseconds);
    const std::uint64_t seconds = distance / static_cast<std::uint64_t>(second);
    fmt::format_to(std::back_inserter(out), "{}{}{:02}:{:02}:{:02}", first ? "" : " ",
                   negative         ? "-"
                   : after_negative ? "+"
                                    : "",
                   seconds / 3600, seconds / 60 % 60, seconds % 60);
    append_fraction(out, static_cast<std::int64_t>(distance % static_cast<std::uint64_t>(second)));
}

}  // namespace azoth::calendar
