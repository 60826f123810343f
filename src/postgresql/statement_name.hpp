#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace azoth::postgresql {

/// The name of a prepared statement: a digest of its SQL and its parameter types. If the server already has a statement
/// of this name, made by another program that uses the same pooler, it is the same statement.
std::string statement_name(std::string_view sql, std::span<const std::uint32_t> parameter_types);

}  // namespace azoth::postgresql
