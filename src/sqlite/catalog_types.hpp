#pragma once

#include <azoth/types/sql_type.hpp>

#include <string>

namespace azoth::sqlite {

/// The type that a column declares, in azoth's words; by SQLite's rules of affinity where it isn't known.
SqlType declared_type(const std::string& text);

}  // namespace azoth::sqlite
