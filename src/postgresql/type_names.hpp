#pragma once

#include <azoth/types/sql_type.hpp>

#include <string>

namespace azoth {

struct CompileOptions;

namespace postgresql {

/// A type as PostgreSQL's DDL and CAST name it.
std::string type_name(const SqlType& type);
/// The same, with its schema translated.
std::string type_name(const SqlType& type, const CompileOptions& options);

}  // namespace postgresql
}  // namespace azoth
