#pragma once

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/sql_type.hpp>

#include <string_view>

namespace azoth::detail {

/// Appends a value that is sent as text: strings, documents, labels of an enumeration, and types without an OID of
/// their own. Throws DataError for other types, and for text that is not a value of the type.
void put_text(ByteBuffer& out, std::string_view value, const SqlType& as);

}  // namespace azoth::detail
