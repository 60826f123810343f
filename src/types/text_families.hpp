#pragma once

#include "types/text_error.hpp"
#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The parts of append_text() and parse_text(), one pair for each family of types. All of them throw DataError.
namespace azoth::detail {

/// True for a type whose cells contain text although the value is structured: an array or a row read as text.
inline bool is_text_format(Oid type) noexcept {
    return type == oid::text || type == oid::varchar || type == oid::unknown;
}

void append_boolean(std::string& out, const Cell& cell);
void parse_boolean(ByteBuffer& out, const SqlType& type, std::string_view text);
/// Integers of any size, and OIDs of objects in the catalogue.
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
/// int2vector and oidvector.
void append_vector(std::string& out, const Cell& cell);

/// append_text() or parse_text(), for an element, a field or a bound. Passed as a pointer because those two call the
/// functions below.
using AppendPart = void (*)(std::string& out, const Cell& part);
using ParsePart = void (*)(ByteBuffer& out, const SqlType& type, std::string_view text);

void append_array(std::string& out, const Cell& cell, AppendPart append_part);
void parse_array(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part);
void append_range(std::string& out, const Cell& cell, Oid subtype, AppendPart append_part);
void parse_range(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part);
void append_multirange(std::string& out, const Cell& cell, Oid range, AppendPart append_part);
void parse_multirange(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part);
void append_record(std::string& out, const Cell& cell, AppendPart append_part);

/// append_text() for a part. Each level doubles the quotes of its parts, so the text can be exponentially longer than
/// the value. Throws DataError if the parts written since the outermost append_text() are longer than 16 MiB and longer
/// than 16 times the outermost value.
void append_part(std::string& text, const Cell& part);
/// The characters other than blanks for which a field of a row's text must be quoted.
inline constexpr std::string_view quoted_in_records = "\"\\(),";
/// A field of a row's or a range's text, quoted if necessary.
void append_quoted_field(std::string& out, std::string_view field, std::string_view special);

/// A parsed array text: its elements in order, empty for NULL.
struct ArrayLiteral {
    struct Dimension {
        std::int32_t size;
        std::int32_t lower_bound;
    };
    std::vector<Dimension> dimensions;
    std::vector<std::optional<std::string>> elements;
};
ArrayLiteral split_array(std::string_view text, char delimiter = ',');
/// An element of an array's text, quoted if necessary.
void append_quoted_element(std::string& out, std::string_view element, char delimiter);
/// Whether an unquoted element means NULL.
bool is_null_word(std::string_view text) noexcept;
/// The wire form of an array from the texts of its elements.
void write_array(ByteBuffer& out, const SqlType& element, const ArrayLiteral& literal, ParsePart parse_part);
/// Splits a row's text, `(a,"b c",)`, into its fields.
std::vector<std::optional<std::string>> split_record(std::string_view text);

/// Whether the text is one JSON document (RFC 8259).
bool is_json(std::string_view text);

}  // namespace azoth::detail
