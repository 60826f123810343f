#pragma once

#include "reflection/header/cpp_names.hpp"
#include <azoth/types/sql_type.hpp>

#include <map>
#include <string>

namespace azoth::detail {

/// Writes types in a generated header.
class CppTypes {
public:
    /// Assigns an enum, domain or composite type a name in the namespace `types`; returns its declaration.
    std::string declare(const SqlType& type);

    /// The C++ type of a value that is not NULL.
    std::string value_type(const SqlType& type) const;
    /// The type as an expression: `az::String(50)`.
    std::string expression(const SqlType& type) const;
    /// Whether a column of the C++ type has that type by default.
    bool is_implied(const SqlType& type) const;

private:
    std::string construction(const SqlType& type) const;

    CppNames names_;
    std::map<std::string, std::string> declared_;  // by full name
};

/// Whether azoth knows only the type's name.
bool is_unknown(const SqlType& type);

}  // namespace azoth::detail
