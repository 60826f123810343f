#pragma once

#include <azoth/types/sql_type.hpp>

#include <string>

namespace azoth::sqlite {

/// azoth's type for the type that a column declares; determined by SQLite's rules of affinity if the name is not known.
SqlType declared_type(const std::string& text);

}  // namespace azoth::sqlite
