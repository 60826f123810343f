#pragma once

#include <azoth/types/sql_type.hpp>

#include <string>

namespace azoth::postgresql {

/// A type as PostgreSQL's DDL and CAST name it.
std::string type_name(const SqlType& type);

}  // namespace azoth::postgresql
