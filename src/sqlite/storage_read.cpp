#include "storage.hpp"
#include "types/ascii.hpp"
#include "types/calendar.hpp"
#include "types/json_array.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/text_form.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::sqlite {
namespace {

constexpr std::size_t uuid_bytes = 16;
constexpr std::size_t uuid_digits = 2 * uuid_bytes;

// Whether a double is a whole number that it represents exactly.
bool is_exact_integer(double value) noexcept { return std::abs(value) <= 0x1p53 && std::trunc(value) == value; }
bool is_exact_double(std::int64_t value) noexcept {
    return value >= -(std::int64_t{1} << 53) && value <= (std::int64_t{1} << 53);
}

std::string_view stored_text(sqlite3_value* stored) {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(stored));
    if (text == nullptr) throw std::bad_alloc();
    return {text, static_cast<std::size_t>(sqlite3_value_bytes(stored))};
}

std::string_view bytes_of(sqlite3_value* stored) {
    // The pointer is null for an empty blob, too.
    const auto* const bytes = static_cast<const char*>(sqlite3_value_blob(stored));
    return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(stored))};
}

template <class T>
void add_number(RowWriter& out, StorageTag tag, T value) {
    store_big_endian(out.add_cell(tag, sizeof value), value);
}

void add_bytes(RowWriter& out, StorageTag tag, std::string_view bytes) {
    std::byte* const at = out.add_cell(tag, bytes.size());
    if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
}

bool read_boolean(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (storage_class != SQLITE_INTEGER) return false;
    const sqlite3_int64 value = sqlite3_value_int64(stored);
    if (value != 0 && value != 1) return false;
    add_number(out, StorageTag::declared, static_cast<std::uint8_t>(value));
    return true;
}

template <class T>
bool read_integer(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    std::int64_t value = 0;
    if (storage_class == SQLITE_INTEGER) {
        value = sqlite3_value_int64(stored);
    } else if (storage_class == SQLITE_FLOAT && is_exact_integer(sqlite3_value_double(stored))) {
        value = static_cast<std::int64_t>(sqlite3_value_double(stored));
    } else {
        return false;
    }
    if (!std::in_range<T>(value)) return false;
    add_number(out, StorageTag::declared, static_cast<T>(value));
    return true;
}

// The infinities and NaN, which other programs store as text. Text that is a finite number need not be handled: the
// REAL affinity of a column has converted it to a number.
std::optional<double> special_number(std::string_view text) {
    const std::string word = ascii::to_lower(text.substr(0, std::string_view("+infinity").size() + 1));
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (word == "infinity" || word == "+infinity" || word == "inf" || word == "+inf") return infinity;
    if (word == "-infinity" || word == "-inf") return -infinity;
    if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
}

std::optional<double> stored_double(sqlite3_value* stored, int storage_class) {
    if (storage_class == SQLITE_TEXT) return special_number(stored_text(stored));
    const bool is_number = storage_class == SQLITE_FLOAT ||
                           (storage_class == SQLITE_INTEGER && is_exact_double(sqlite3_value_int64(stored)));
    return is_number ? std::optional(sqlite3_value_double(stored)) : std::nullopt;
}

bool read_float8(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    const std::optional<double> value = stored_double(stored, storage_class);
    if (!value) return false;
    add_number(out, StorageTag::declared, std::bit_cast<std::uint64_t>(*value));
    return true;
}

bool read_float4(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    const std::optional<double> number = stored_double(stored, storage_class);
    if (!number) return false;
    const double value = *number;
    if (std::isfinite(value) && std::abs(value) > static_cast<double>(std::numeric_limits<float>::max())) return false;
    const auto narrow = static_cast<float>(value);
    if (!std::isnan(value) && static_cast<double>(narrow) != value) return false;
    add_number(out, StorageTag::declared, std::bit_cast<std::uint32_t>(narrow));
    return true;
}

// The number that a double represents. A sum of decimals is inexact in the last of its 17 digits (0.1 + 0.2); if
// rounding to the declared scale changes nothing in the 15 digits that a double keeps of any decimal, the rounded
// number was meant.
Decimal decimal_of(double value, int declared_scale) {
    Decimal exact(value);
    if (!exact.is_finite() || declared_scale < 0 || exact.scale() <= declared_scale) return exact;
    std::array<char, 32> text;
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific, 14);
    std::string digits =
        Decimal(std::string_view(text.data(), static_cast<std::size_t>(end - text.data()))).to_string();
    if (const std::size_t point = digits.find('.'); point != std::string::npos) {
        digits.erase(std::max(digits.find_last_not_of('0'), point) + 1);
        if (digits.back() == '.') digits.pop_back();
    }
    Decimal rounded(digits);
    return rounded.scale() <= declared_scale ? rounded : exact;
}

bool read_numeric(sqlite3_value* stored, int storage_class, const SqlType& declared, RowWriter& out) {
    const int scale = base_type(declared).scale();
    Decimal decimal;
    if (storage_class == SQLITE_INTEGER) {
        decimal = Decimal(static_cast<std::int64_t>(sqlite3_value_int64(stored)));
    } else if (storage_class == SQLITE_FLOAT) {
        decimal = decimal_of(sqlite3_value_double(stored), scale);
    } else if (storage_class == SQLITE_TEXT) {
        try {
            decimal = Decimal(stored_text(stored));
        } catch (const DataError&) {
            return false;
        }
    } else {
        return false;
    }
    ByteBuffer wire;
    Codec<Decimal>::encode(wire, decimal, Numeric());
    // Adds the zeros of the declared scale, which numbers in SQLite do not keep: the scale is the fourth of the leading
    // words.
    if (decimal.is_finite() && decimal.scale() < scale) {
        store_big_endian(wire.data() + 3 * sizeof(std::uint16_t), static_cast<std::uint16_t>(scale));
    }
    std::memcpy(out.add_cell(StorageTag::declared, wire.size()), wire.data(), wire.size());
    return true;
}

bool read_text(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (storage_class != SQLITE_TEXT) return false;
    add_bytes(out, StorageTag::declared, stored_text(stored));
    return true;
}

bool read_bytes(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (storage_class != SQLITE_BLOB) return false;
    add_bytes(out, StorageTag::declared, bytes_of(stored));
    return true;
}

template <auto parse>
bool read_parsed(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (storage_class != SQLITE_TEXT) return false;
    const auto value = parse(stored_text(stored));
    if (!value) return false;
    add_number(out, StorageTag::declared, *value);
    return true;
}

std::optional<std::int64_t> parse_local_time(std::string_view text) { return calendar::parse_timestamp(text, false); }

// A time without an offset is in UTC.
std::optional<std::int64_t> parse_instant(std::string_view text) {
    const auto local = calendar::parse_timestamp(text, false);
    return local ? local : calendar::parse_timestamp(text, true);
}

bool read_time_with_offset(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (storage_class != SQLITE_TEXT) return false;
    const auto value = calendar::parse_zoned_time(stored_text(stored));
    if (!value) return false;
    std::byte* const at = out.add_cell(StorageTag::declared, sizeof(std::int64_t) + sizeof(std::int32_t));
    store_big_endian(at, value->microseconds);
    store_big_endian(at + sizeof(std::int64_t), -value->offset);
    return true;
}

// 32 hexadecimal digits with or without hyphens, or the 16 bytes, as other programs store UUIDs.
bool read_uuid(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (storage_class == SQLITE_BLOB) {
        const std::string_view bytes = bytes_of(stored);
        if (bytes.size() != uuid_bytes) return false;
        add_bytes(out, StorageTag::declared, bytes);
        return true;
    }
    if (storage_class != SQLITE_TEXT) return false;
    const std::string_view text = stored_text(stored);
    std::array<char, uuid_digits> digits;
    std::size_t count = 0;
    if (text.size() != uuid_digits && text.size() != uuid_digits + 4) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.size() > uuid_digits && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (text[i] != '-') return false;
        } else {
            if (ascii::hex_value(text[i]) < 0) return false;
            digits[count++] = text[i];
        }
    }
    std::byte* const at = out.add_cell(StorageTag::declared, uuid_bytes);
    for (std::size_t i = 0; i < uuid_bytes; ++i) {
        at[i] = static_cast<std::byte>(ascii::hex_value(digits[2 * i]) * 16 + ascii::hex_value(digits[2 * i + 1]));
    }
    return true;
}

template <void (*parse)(ByteBuffer&, const SqlType&, std::string_view)>
bool read_parsed_text(sqlite3_value* stored, int storage_class, const SqlType& declared, RowWriter& out) {
    if (storage_class != SQLITE_TEXT) return false;
    ByteBuffer wire;
    try {
        parse(wire, declared, stored_text(stored));
    } catch (const DataError&) {
        return false;
    }
    std::memcpy(out.add_cell(StorageTag::declared, wire.size()), wire.data(), wire.size());
    return true;
}

// A column of type JSON has NUMERIC affinity: a document that is a number is stored as one.
bool is_json_text_class(int storage_class) noexcept {
    return storage_class == SQLITE_TEXT || storage_class == SQLITE_INTEGER || storage_class == SQLITE_FLOAT;
}

// A column declared as JSON has NUMERIC affinity, so a document that is a number is stored as a number. SQLite's text
// of it has only 15 digits, too few for a double.
std::string_view json_text(sqlite3_value* stored, int storage_class, std::array<char, 32>& digits) {
    if (storage_class != SQLITE_FLOAT) return stored_text(stored);
    const double value = sqlite3_value_double(stored);
    if (!std::isfinite(value)) return stored_text(stored);
    auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size() - 2, value);
    if (error != std::errc()) return stored_text(stored);
    std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    if (text.find_first_of(".e") == std::string_view::npos) {
        *end++ = '.';
        *end++ = '0';
        text = {digits.data(), text.size() + 2};
    }
    return text;
}

bool read_json(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (!is_json_text_class(storage_class)) return false;
    std::array<char, 32> digits;
    add_bytes(out, StorageTag::declared, json_text(stored, storage_class, digits));
    return true;
}

bool read_jsonb(sqlite3_value* stored, int storage_class, const SqlType&, RowWriter& out) {
    if (!is_json_text_class(storage_class)) return false;
    std::array<char, 32> digits;
    const std::string_view text = json_text(stored, storage_class, digits);
    std::byte* const at = out.add_cell(StorageTag::declared, text.size() + 1);
    at[0] = std::byte{1};
    std::memcpy(at + 1, text.data(), text.size());
    return true;
}

Read read_integer_of(std::int8_t size, bool has_sign) noexcept {
    switch (size) {
        case 2: return read_integer<std::int16_t>;
        case 4: return has_sign ? read_integer<std::int32_t> : read_integer<std::uint32_t>;
        default: return has_sign ? read_integer<std::int64_t> : read_integer<std::uint64_t>;
    }
}

Read read_for(const detail::TypeDescriptor& type) noexcept {
    using Storage = detail::SqliteStorage;
    switch (type.storage) {
        case Storage::text_form: break;
        case Storage::text: return read_text;
        case Storage::boolean: return read_boolean;
        case Storage::integer: return read_integer_of(type.wire_size, true);
        case Storage::unsigned_integer: return read_integer_of(type.wire_size, false);
        case Storage::real: return type.wire_size == sizeof(float) ? read_float4 : read_float8;
        case Storage::numeric: return read_numeric;
        case Storage::bytes: return read_bytes;
        case Storage::date: return read_parsed<calendar::parse_date>;
        case Storage::time: return read_parsed<calendar::parse_time>;
        case Storage::time_with_offset: return read_time_with_offset;
        case Storage::timestamp: return read_parsed<parse_local_time>;
        case Storage::instant: return read_parsed<parse_instant>;
        case Storage::uuid: return read_uuid;
        case Storage::json: return read_json;
        case Storage::jsonb: return read_jsonb;
    }
    return read_parsed_text<parse_text>;
}

void append_as_stored(sqlite3_value* stored, int storage_class, RowWriter& out) {
    switch (storage_class) {
        case SQLITE_INTEGER:
            return add_number(out, StorageTag::integer, static_cast<std::int64_t>(sqlite3_value_int64(stored)));
        case SQLITE_FLOAT:
            return add_number(out, StorageTag::real, std::bit_cast<std::uint64_t>(sqlite3_value_double(stored)));
        case SQLITE_TEXT: return add_bytes(out, StorageTag::text, stored_text(stored));
        default: return add_bytes(out, StorageTag::blob, bytes_of(stored));
    }
}

}  // namespace

Read read_for(const SqlType& type) noexcept {
    const Oid format = declared_format(type);
    if (format == oid::unspecified) return nullptr;
    if (is_json_array(type)) return read_parsed_text<detail::parse_json_array>;
    const detail::TypeDescriptor* const known = detail::descriptor_of_format(format);
    // Arrays have no row in the table of types.
    return known == nullptr ? read_parsed_text<parse_text> : read_for(*known);
}

void append_value(sqlite3_value* stored, const SqlType& declared, Read read, RowWriter& out) {
    const int storage_class = sqlite3_value_type(stored);
    if (storage_class == SQLITE_NULL) return out.add_null();
    if (read != nullptr && read(stored, storage_class, declared, out)) return;
    append_as_stored(stored, storage_class, out);
}

bool is_json_array(const SqlType& type) noexcept {
    if (type.kind() != TypeKind::array) return false;
    const TypeKind stored = type.variant_for("sqlite").kind();
    return stored == TypeKind::json || stored == TypeKind::jsonb;
}

Oid declared_format(const SqlType& type) noexcept {
    const Oid format = wire_oid(type);
    return format == oid::unspecified && !type.is_null() ? oid::text : format;
}

}  // namespace azoth::sqlite
