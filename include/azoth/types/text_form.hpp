#pragma once

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <string>
#include <string_view>

namespace azoth {

/// Appends the text form of a value, as PostgreSQL prints it with IntervalStyle postgres, DateStyle ISO, bytea_output
/// hex, lc_monetary C, in UTC; OIDs with names (regclass ...) stay numbers. A value of a type that azoth does not know
/// is printed as text if its bytes are text, else in hexadecimal. Throws DataError for a malformed cell.
void append_text(std::string& out, const Cell& cell);

/// Appends the wire form of a value in text form: the output of append_text(), and most other forms that PostgreSQL
/// reads. Throws DataError for text that is not a value of the type.
void parse_text(ByteBuffer& out, const SqlType& type, std::string_view text);

}  // namespace azoth
