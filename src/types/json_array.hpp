#pragma once

#include <azoth/export.hpp>
#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

// Arrays as JSON documents, for databases that have no arrays: numbers, booleans and documents become JSON values, all
// other values strings with their text form; NULL becomes null. Lower bounds are lost.
namespace azoth::detail {

/// Appends the JSON array of an array in its wire form. Throws DataError.
void append_json_array(std::string& out, const Cell& cell);
/// Appends the wire form of an array type, read from a JSON array. Throws DataError if it is not an array of that type.
void parse_json_array(ByteBuffer& out, const SqlType& type, std::string_view text);

}  // namespace azoth::detail

AZOTH_EXPORT_END
