#pragma once

#include <string>
#include <string_view>

namespace azoth::postgresql {

/// The name that PostgreSQL 18 gives to NOT NULL of a column: table_column_not_null, shortened to 63 bytes.
std::string made_not_null_name(std::string_view table, std::string_view column);
/// Whether a constraint has such a name, followed by a number where another constraint had the name already.
bool is_made_not_null_name(std::string_view name, std::string_view table, std::string_view column);

}  // namespace azoth::postgresql
