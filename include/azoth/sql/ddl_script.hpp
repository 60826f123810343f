#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/metadata.hpp>

#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Dialect;

/// The statements that create everything a MetaData describes in an empty database, as a script; needs no database.
std::string ddl_script(const MetaData& metadata, const Dialect& dialect);
/// The statements that drop it.
std::string drop_script(const MetaData& metadata, const Dialect& dialect);

}  // namespace azoth

AZOTH_EXPORT_END
