#pragma once

#include <azoth/export.hpp>
#include <azoth/types/sql_type.hpp>

#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// "NAME(length, scale)", as far as they are given.
std::string sized_type(std::string_view name, const SqlType& type);
/// What the type is to be called, or the name given. Throws CompileError as checked_spelling() does.
std::string spelled_or(const SqlType& type, std::string_view name);
/// A name as it stands in SQL: words, with sizes in parentheses or without. Throws CompileError for anything else.
std::string checked_spelling(std::string_view spelling);
/// How long a VARCHAR must be for every label of an enumeration, in characters, unless it is given.
int enum_length(const SqlType& type);

}  // namespace azoth

AZOTH_EXPORT_END
