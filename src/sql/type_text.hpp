#pragma once

#include <azoth/export.hpp>
#include <azoth/types/sql_type.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// "NAME(length, scale)", without the parts that are not given.
std::string sized_type(std::string_view name, const SqlType& type);
/// The user's name for the type, or the given one. Throws CompileError as checked_spelling() does.
std::string spelled_or(const SqlType& type, std::string_view name);
/// A type's name in SQL: words, with or without sizes in parentheses. Throws CompileError for anything else.
std::string checked_spelling(std::string_view spelling);
/// The length in characters that a VARCHAR needs for all labels of an enumeration, unless it is given.
int enum_length(const SqlType& type);

}  // namespace azoth

AZOTH_EXPORT_END
