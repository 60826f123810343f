#pragma once

#include <azoth/schema/metadata.hpp>

#include <string>

namespace azoth {

class Dialect;

/// The statements that create everything a MetaData describes in an empty database, as a script; needs no database.
std::string ddl_script(const MetaData& metadata, const Dialect& dialect);
/// The statements that drop it.
std::string drop_script(const MetaData& metadata, const Dialect& dialect);

}  // namespace azoth
