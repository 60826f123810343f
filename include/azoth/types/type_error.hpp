#pragma once

#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <string_view>

namespace azoth {

/// Throws DataError: the C++ value does not fit the SQL type. No part of the error contains the value: statements are
/// built without an engine, so EngineOptions::hide_parameters is not known.
[[noreturn]] void throw_encode_error(std::string_view cpp_type, const SqlType& as, std::string_view why);
/// Throws DataError: the cell cannot be read as the C++ type, because its format differs or its bytes are malformed.
/// `why` must not contain the value. `value`, as text, becomes the error's detail, which is removed with
/// EngineOptions::hide_parameters.
[[noreturn]] void throw_decode_error(std::string_view cpp_type, const Cell& cell, std::string_view why = {},
                                     std::string_view value = {});

/// Returns PostgreSQL's name of a built-in type's OID, or "oid 12345".
std::string type_name(Oid type);
/// Returns the name of a cell's type; of one made in the database too, if its name is known.
std::string type_name(const Cell& cell);

}  // namespace azoth
