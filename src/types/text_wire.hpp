#pragma once

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/sql_type.hpp>

#include <string_view>

namespace azoth::detail {

/// Appends a value that travels as text: strings, documents, labels of an enumeration, and what has no OID of its own.
/// Throws DataError for other types, and for text that is no value of the type.
void put_text(ByteBuffer& out, std::string_view value, const SqlType& as);

}  // namespace azoth::detail
