#pragma once

#include "types/text_error.hpp"
#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The parts of append_text() and parse_text(), one pair for each family of types. All throw DataError.
namespace azoth::detail {

/// True for a type whose cells hold text where the value has a structure: an array or a row read as text.
inline bool is_text_format(Oid type) noexcept {
    return type == oid::text || type == oid::varchar || type == oid::unknown;
}

void append_boolean(std::string& out, const Cell& cell);
void parse_boolean(ByteBuffer& out, const SqlType& type, std::string_view text);
/// Of integers of any size, and of numbers of the catalogue's objects.
void append_integer(std::string& out, const Cell& cell);
void parse_int2(ByteBuffer& out, const SqlType& type, std::string_view text);
void parse_int4(ByteBuffer& out, const SqlType& type, std::string_view text);
void parse_int8(ByteBuffer& out, const SqlType& type, std::string_view text);
void parse_object_number(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_float4(std::string& out, const Cell& cell);
void parse_float4(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_float8(std::string& out, const Cell& cell);
void parse_float8(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_hex(std::string& out, std::span<const std::byte> bytes);
void append_bytea(std::string& out, const Cell& cell);
void parse_bytea(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_money(std::string& out, const Cell& cell);
void parse_money(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_uuid(std::string& out, const Cell& cell);
void parse_uuid(ByteBuffer& out, const SqlType& type, std::string_view text);

void append_date(std::string& out, const Cell& cell);
void parse_date(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_time(std::string& out, const Cell& cell);
void parse_time(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_zoned_time(std::string& out, const Cell& cell);
void parse_zoned_time(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_timestamp(std::string& out, const Cell& cell);
void parse_timestamp(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_interval(std::string& out, const Cell& cell);
void parse_interval(ByteBuffer& out, const SqlType& type, std::string_view text);

void append_tsquery(std::string& out, const Cell& cell);
void parse_tsquery(ByteBuffer& out, const SqlType& type, std::string_view text);

void append_lseg(std::string& out, const Cell& cell);
void append_path(std::string& out, const Cell& cell);
void append_polygon(std::string& out, const Cell& cell);
void append_circle(std::string& out, const Cell& cell);
void append_tid(std::string& out, const Cell& cell);
void append_snapshot(std::string& out, const Cell& cell);
/// Of int2vector and oidvector.
void append_vector(std::string& out, const Cell& cell);

/// append_text() and parse_text() for an element, a field or a bound. The functions below are given them, because those
/// two call the functions below.
using AppendPart = void (*)(std::string& out, const Cell& part);
using ParsePart = void (*)(ByteBuffer& out, const SqlType& type, std::string_view text);

void append_array(std::string& out, const Cell& cell, AppendPart append_part);
void parse_array(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part);
void append_range(std::string& out, const Cell& cell, Oid subtype, AppendPart append_part);
void parse_range(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part);
void append_multirange(std::string& out, const Cell& cell, Oid range, AppendPart append_part);
void parse_multirange(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part);
void append_record(std::string& out, const Cell& cell, AppendPart append_part);

/// append_text() for a part. The quotes of a part are doubled at each level, so that the text can be exponentially
/// longer than the value: throws DataError if the parts written since the outermost append_text() are longer than
/// 16 MiB and than 16 times the outermost value.
void append_part(std::string& text, const Cell& part);
/// What a field of a row's text must be quoted for, besides blanks.
inline constexpr std::string_view quoted_in_records = "\"\\(),";
/// A field of a row's or a range's text, quoted where that is needed.
void append_quoted_field(std::string& out, std::string_view field, std::string_view special);

/// An array's text, taken apart: its elements in order, nothing for NULL.
struct ArrayLiteral {
    struct Dimension {
        std::int32_t size;
        std::int32_t lower_bound;
    };
    std::vector<Dimension> dimensions;
    std::vector<std::optional<std::string>> elements;
};
ArrayLiteral split_array(std::string_view text, char delimiter = ',');
/// An element of an array's text, quoted where that is needed.
void append_quoted_element(std::string& out, std::string_view element, char delimiter);
/// Whether an element without quotes is NULL.
bool is_null_word(std::string_view text) noexcept;
/// The wire form of an array whose elements are texts of values of a type.
void write_array(ByteBuffer& out, const SqlType& element, const ArrayLiteral& literal, ParsePart parse_part);
/// A row's text, `(a,"b c",)`, taken apart.
std::vector<std::optional<std::string>> split_record(std::string_view text);

/// Whether it is one JSON document (RFC 8259).
bool is_json(std::string_view text);

}  // namespace azoth::detail
