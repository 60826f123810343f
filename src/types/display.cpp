#include <azoth/error.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/type_error.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <iterator>

namespace azoth {
namespace {

template <class Float>
void append_floating(std::string& out, Float value) {
    if (std::isnan(value)) {
        out += "NaN";
    } else if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
    } else {
        fmt::format_to(std::back_inserter(out), "{}", value);
    }
}

void append_hex(std::string& out, std::span<const std::byte> bytes) {
    out += "\\x";
    for (const std::byte b : bytes) fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned>(b));
}

template <class Clock>
void append_time_point(std::string& out, std::chrono::time_point<Clock, std::chrono::microseconds> time,
                       std::string_view zone) {
    using namespace std::chrono;
    if (time == decltype(time)::max()) {
        out += "infinity";
        return;
    }
    if (time == decltype(time)::min()) {
        out += "-infinity";
        return;
    }
    const auto day = floor<days>(time);
    const year_month_day date{local_days(day.time_since_epoch())};
    const hh_mm_ss clock{time - day};
    const int year = static_cast<int>(date.year());
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02} {:02}:{:02}:{:02}", year > 0 ? year : 1 - year,
                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                   clock.minutes().count(), clock.seconds().count());
    if (const auto fraction = clock.subseconds().count(); fraction != 0) {
        std::string digits = fmt::format(".{:06}", fraction);
        digits.erase(digits.find_last_not_of('0') + 1);
        out += digits;
    }
    out += zone;
    if (year <= 0) out += " BC";
}

bool is_number(Oid type) noexcept {
    switch (type) {
        case oid::int2:
        case oid::int4:
        case oid::int8:
        case oid::oid:
        case oid::float4:
        case oid::float8:
        case oid::numeric:
        case oid::boolean: return true;
        default: return false;
    }
}

}  // namespace

void append_text(std::string& out, const Cell& cell) {
    switch (cell.type) {
        case oid::boolean: out += Codec<bool>::decode(cell) ? "t" : "f"; return;
        case oid::int2:
        case oid::int4:
        case oid::int8:
        case oid::oid: fmt::format_to(std::back_inserter(out), "{}", Codec<std::int64_t>::decode(cell)); return;
        case oid::float4: append_floating(out, Codec<float>::decode(cell)); return;
        case oid::float8: append_floating(out, Codec<double>::decode(cell)); return;
        case oid::bytea: append_hex(out, cell.bytes()); return;
        case oid::timestamp: append_time_point(out, Codec<Timestamp>::decode(cell), ""); return;
        case oid::timestamptz: append_time_point(out, Codec<Timestamptz>::decode(cell), "+00"); return;
        default: out += Codec<std::string_view>::decode(cell); return;
    }
}

void append_display(std::string& out, const Cell& cell) {
    if (cell.is_null()) {
        out += "NULL";
        return;
    }
    const std::size_t begin = out.size();
    try {
        if (cell.type == oid::boolean) {
            out += Codec<bool>::decode(cell) ? "true" : "false";
        } else if (is_number(cell.type)) {
            append_text(out, cell);
        } else {
            std::string text;
            append_text(text, cell);
            out += '\'';
            for (const char c : text) {
                if (c == '\'') out += c;
                out += c;
            }
            out += '\'';
        }
    } catch (const Error&) {
        out.resize(begin);
        append_hex(out, cell.bytes());
    }
}

}  // namespace azoth
