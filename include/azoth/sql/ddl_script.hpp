#pragma once

#include <azoth/schema/metadata.hpp>

#include <string>

namespace azoth {

class Dialect;

/// Returns a script that creates everything that a MetaData describes in an empty database. Needs no connection.
std::string ddl_script(const MetaData& metadata, const Dialect& dialect);
/// Returns a script that drops everything that a MetaData describes. Needs no connection.
std::string drop_script(const MetaData& metadata, const Dialect& dialect);

}  // namespace azoth
