#include "errors.hpp"
#include "storage.hpp"
#include "types/calendar.hpp"
#include "types/json_array.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/types/decimal.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_error.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::sqlite {
namespace {

// SQLITE_STATIC and SQLITE_TRANSIENT without the macros' C casts.
const sqlite3_destructor_type kept_by_caller = nullptr;
const auto copied = std::bit_cast<sqlite3_destructor_type>(std::intptr_t{-1});

constexpr std::size_t uuid_size = 16;

void check_size(const Cell& cell, std::size_t expected) {
    if (static_cast<std::size_t>(cell.size) != expected) {
        throw_data_error("a parameter of type " + azoth::type_name(cell.type) + " has the wrong length");
    }
}

template <class T>
T load(const Cell& cell) {
    check_size(cell, sizeof(T));
    return load_big_endian<T>(cell.data);
}

// With a null pointer SQLite would bind NULL instead of the empty value.
const char* never_null(const Cell& cell) {
    return cell.data == nullptr ? "" : reinterpret_cast<const char*>(cell.data);
}

int bind_owned_text(sqlite3_stmt* statement, int index, std::string_view text) {
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), copied, SQLITE_UTF8);
}

int bind_boolean(sqlite3_stmt* statement, int index, const Cell& cell) {
    return sqlite3_bind_int(statement, index, load<std::int8_t>(cell) != 0 ? 1 : 0);
}

template <class T>
int bind_integer(sqlite3_stmt* statement, int index, const Cell& cell) {
    const T value = load<T>(cell);
    if (!std::in_range<std::int64_t>(value))
        throw_data_error("an integer is too large for SQLite, whose integers have 64 bits with a sign");
    return sqlite3_bind_int64(statement, index, static_cast<std::int64_t>(value));
}

int bind_double(sqlite3_stmt* statement, int index, double value) {
    if (std::isnan(value)) throw_data_error("SQLite cannot store NaN: it would store NULL");
    return sqlite3_bind_double(statement, index, value);
}

int bind_float4(sqlite3_stmt* statement, int index, const Cell& cell) {
    return bind_double(statement, index, static_cast<double>(std::bit_cast<float>(load<std::uint32_t>(cell))));
}

int bind_float8(sqlite3_stmt* statement, int index, const Cell& cell) {
    return bind_double(statement, index, std::bit_cast<double>(load<std::uint64_t>(cell)));
}

std::optional<std::int64_t> whole_number(std::string_view digits) {
    std::int64_t value = 0;
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value);
    const bool fraction = std::any_of(end, last, [](char c) { return c != '.' && c != '0'; });
    return error == std::errc() && !fraction ? std::optional(value) : std::nullopt;
}

// Bound as a number: the NUMERIC affinity of a column converts text to a number anyway, and compared with an
// expression, which has no affinity, text would be greater than every number.
int bind_numeric(sqlite3_stmt* statement, int index, const Cell& cell) {
    const Decimal decimal = Codec<Decimal>::decode(cell);
    const double value = decimal.to_double();
    if (decimal.is_finite()) {
        if (const auto whole = whole_number(decimal.to_string())) return sqlite3_bind_int64(statement, index, *whole);
        if (std::isinf(value) || Decimal(value) != decimal) {
            throw_data_error(
                "a NUMERIC value has more digits than a number in SQLite can have; store it in a column of text");
        }
    }
    return bind_double(statement, index, value);
}

int bind_text(sqlite3_stmt* statement, int index, const Cell& cell) {
    return sqlite3_bind_text64(statement, index, never_null(cell), cell.bytes().size(), kept_by_caller, SQLITE_UTF8);
}

int bind_bytes(sqlite3_stmt* statement, int index, const Cell& cell) {
    return sqlite3_bind_blob64(statement, index, never_null(cell), cell.bytes().size(), kept_by_caller);
}

int bind_date(sqlite3_stmt* statement, int index, const Cell& cell) {
    std::string text;
    calendar::append_date(text, load<std::int32_t>(cell));
    return bind_owned_text(statement, index, text);
}

// Adds all six digits after the seconds, so that times sort like their texts; infinities have no seconds.
void pad_fraction(std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return;
    constexpr std::size_t digits = 6;
    std::size_t end = colon + 3;
    if (end == text.size() || text[end] != '.') text.insert(end, 1, '.');
    const std::size_t begin = ++end;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    text.insert(end, digits - (end - begin), '0');
}

void check_time(std::int64_t microseconds) {
    if (microseconds < 0 || microseconds > calendar::day) throw_data_error("a TIME value is out of range");
}

int bind_time(sqlite3_stmt* statement, int index, const Cell& cell) {
    const auto time = load<std::int64_t>(cell);
    check_time(time);
    std::string text;
    calendar::append_time(text, time);
    pad_fraction(text);
    return bind_owned_text(statement, index, text);
}

// On the wire the offset counts seconds west of UTC.
int bind_time_with_offset(sqlite3_stmt* statement, int index, const Cell& cell) {
    check_size(cell, sizeof(std::int64_t) + sizeof(std::int32_t));
    const auto time = load_big_endian<std::int64_t>(cell.data);
    const auto west = load_big_endian<std::int32_t>(cell.data + sizeof time);
    check_time(time);
    if (west <= -16 * 3600 || west >= 16 * 3600) throw_data_error("a TIME value's offset is out of range");
    std::string text;
    calendar::append_time(text, time);
    pad_fraction(text);
    calendar::append_offset(text, -west);
    return bind_owned_text(statement, index, text);
}

int bind_timestamp(sqlite3_stmt* statement, int index, const Cell& cell) {
    std::string text;
    calendar::append_timestamp(text, load<std::int64_t>(cell), false);
    pad_fraction(text);
    return bind_owned_text(statement, index, text);
}

int bind_uuid(sqlite3_stmt* statement, int index, const Cell& cell) {
    constexpr std::string_view digits = "0123456789abcdef";
    check_size(cell, uuid_size);
    std::array<char, 2 * uuid_size> text;
    for (std::size_t i = 0; i < uuid_size; ++i) {
        const auto byte = std::to_integer<std::size_t>(cell.data[i]);
        text[2 * i] = digits[byte >> 4U];
        text[2 * i + 1] = digits[byte & 15U];
    }
    return bind_owned_text(statement, index, {text.data(), text.size()});
}

// A document that is a number with a fraction or an exponent is bound as a double: the column's affinity converts its
// text anyway, and SQLite's own conversion is not exact for every double.
std::optional<double> json_double(std::string_view text) noexcept {
    if (text.find_first_of(".eE") == std::string_view::npos) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

int bind_json(sqlite3_stmt* statement, int index, const Cell& cell) {
    const std::optional<double> number = json_double(cell.text());
    return number ? sqlite3_bind_double(statement, index, *number) : bind_text(statement, index, cell);
}

int bind_jsonb(sqlite3_stmt* statement, int index, const Cell& cell) {
    if (cell.size < 1 || cell.data[0] != std::byte{1}) throw_data_error("a JSONB value has an unknown version");
    const std::string_view text = cell.text().substr(1);
    if (const std::optional<double> number = json_double(text)) return sqlite3_bind_double(statement, index, *number);
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), kept_by_caller, SQLITE_UTF8);
}

int bind_as_text(sqlite3_stmt* statement, int index, const Cell& cell) {
    std::string text;
    append_text(text, cell);
    return bind_owned_text(statement, index, text);
}

int bind_json_array(sqlite3_stmt* statement, int index, const Cell& cell) {
    std::string text;
    detail::append_json_array(text, cell);
    return bind_owned_text(statement, index, text);
}

Bind bind_integer_of(std::int8_t size, bool has_sign) noexcept {
    switch (size) {
        case 2: return bind_integer<std::int16_t>;
        case 4: return has_sign ? bind_integer<std::int32_t> : bind_integer<std::uint32_t>;
        default: return has_sign ? bind_integer<std::int64_t> : bind_integer<std::uint64_t>;
    }
}

Bind bind_for(const detail::TypeDescriptor& type) noexcept {
    using Storage = detail::SqliteStorage;
    switch (type.storage) {
        case Storage::text_form: break;
        case Storage::text: return bind_text;
        case Storage::boolean: return bind_boolean;
        case Storage::integer: return bind_integer_of(type.wire_size, true);
        case Storage::unsigned_integer: return bind_integer_of(type.wire_size, false);
        case Storage::real: return type.wire_size == sizeof(float) ? bind_float4 : bind_float8;
        case Storage::numeric: return bind_numeric;
        case Storage::bytes: return bind_bytes;
        case Storage::date: return bind_date;
        case Storage::time: return bind_time;
        case Storage::time_with_offset: return bind_time_with_offset;
        case Storage::timestamp:
        case Storage::instant: return bind_timestamp;
        case Storage::uuid: return bind_uuid;
        case Storage::json: return bind_json;
        case Storage::jsonb: return bind_jsonb;
    }
    return bind_as_text;
}

}  // namespace

Bind bind_for(const SqlType& type) noexcept {
    if (is_json_array(type)) return bind_json_array;
    const Oid known = declared_format(type);
    const Oid format = known == oid::unspecified ? oid::text : known;
    const detail::TypeDescriptor* const row = detail::descriptor_of_format(format);
    // Arrays have no row in the table of types.
    return row == nullptr ? bind_as_text : bind_for(*row);
}

}  // namespace azoth::sqlite
