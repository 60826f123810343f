#pragma once

#include <azoth/export.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/sql_type.hpp>

#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Throws DataError: the C++ value does not fit the SQL type it meets. No part of the error shows the value: statements
/// are built where no engine, and so no EngineOptions::hide_parameters, is known.
[[noreturn]] void throw_encode_error(std::string_view cpp_type, const SqlType& as, std::string_view why);
/// Throws DataError: the cell can't be read as the C++ type, because its format is another or its bytes are malformed.
/// `why` holds nothing of the value; `value`, as text, becomes the error's detail, which rows of an engine with
/// EngineOptions::hide_parameters drop.
[[noreturn]] void throw_decode_error(std::string_view cpp_type, const Cell& cell, std::string_view why = {},
                                     std::string_view value = {});

/// PostgreSQL's name of a built-in type's OID, or "oid 12345".
std::string type_name(Oid type);
/// The same of a cell's type; one that was made in the database is called by its name too, where that is known.
std::string type_name(const Cell& cell);

}  // namespace azoth

AZOTH_EXPORT_END
