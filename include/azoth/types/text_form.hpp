#pragma once

#include <azoth/export.hpp>
#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Appends the text form of a value, as PostgreSQL would print it with IntervalStyle postgres, DateStyle ISO,
/// bytea_output hex, lc_monetary C, in UTC; names behind OIDs (regclass ...) stay numbers. The value of a type that
/// azoth doesn't know is its bytes, as text if they are text, else in hexadecimal. Throws DataError for a malformed
/// cell.
void append_text(std::string& out, const Cell& cell);

/// Appends the wire form of a value given in its text form: what append_text() writes, and most of what else
/// PostgreSQL reads. Throws DataError for text that is no value of the type.
void parse_text(ByteBuffer& out, const SqlType& type, std::string_view text);

}  // namespace azoth

AZOTH_EXPORT_END
