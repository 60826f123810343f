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

/// True for integers, floating point and numeric.
inline bool is_number_format(Oid type) noexcept {
    switch (type) {
        case oid::int2:
        case oid::int4:
        case oid::int8:
        case oid::oid:
        case oid::float4:
        case oid::float8:
        case oid::numeric: return true;
        default: return false;
    }
}

void append_hex(std::string& out, std::span<const std::byte> bytes);
void parse_bytea(ByteBuffer& out, std::string_view text);
void append_float4(std::string& out, const Cell& cell);
void append_float8(std::string& out, const Cell& cell);
void append_money(std::string& out, const Cell& cell);
std::int64_t parse_money(std::string_view text);
void append_uuid(std::string& out, const Cell& cell);
void parse_uuid(ByteBuffer& out, std::string_view text);

/// True, and appended, if the type is one of those that have no C++ type of their own: geometry, snapshots, vectors of
/// OIDs and the like.
bool append_rare_text(std::string& out, const Cell& cell);

void append_tsvector(std::string& out, const Cell& cell);
void append_tsquery(std::string& out, const Cell& cell);
void parse_tsquery(ByteBuffer& out, std::string_view text);

void append_array(std::string& out, const Cell& cell);
void parse_array(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_range(std::string& out, const Cell& cell, Oid subtype);
void parse_range(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_multirange(std::string& out, const Cell& cell, Oid range);
void parse_multirange(ByteBuffer& out, const SqlType& type, std::string_view text);
void append_record(std::string& out, const Cell& cell);

/// append_text() for an element, a field or a bound, which append_array() and the like call. The quotes of a part are
/// doubled at each level, so that the text can be exponentially longer than the value: throws DataError if the parts
/// written since the outermost append_text() are longer than 16 MiB and than 16 times the outermost value.
void append_part(std::string& text, const Cell& part);
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
ArrayLiteral split_array(std::string_view text);
/// The wire form of an array whose elements are texts of values of a type.
void write_array(ByteBuffer& out, const SqlType& element, const ArrayLiteral& literal);
/// A row's text, `(a,"b c",)`, taken apart.
std::vector<std::optional<std::string>> split_record(std::string_view text);

/// Whether it is one JSON document (RFC 8259).
bool is_json(std::string_view text);

}  // namespace azoth::detail
