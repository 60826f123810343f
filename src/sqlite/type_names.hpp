#pragma once

#include <azoth/types/sql_type.hpp>

#include <string>

namespace azoth::sqlite {

/// A type's name in SQLite's DDL and CAST: the name decides a column's affinity. Throws UnsupportedCompilationError for
/// a type that only PostgreSQL has.
std::string type_name(const SqlType& type);

}  // namespace azoth::sqlite
