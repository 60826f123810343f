#pragma once

#include <azoth/reflection/diff.hpp>

#include <string>
#include <vector>

namespace azoth::detail {

/// "schema.type", or the type's name alone.
std::string type_name(const SqlType& type);
/// The differences between two tables of the same name; in order: columns, constraints, indexes, comments.
std::vector<SchemaChange> table_changes(const ReflectedTable& from, const ReflectedTable& to);
/// The differences between two schemas.
std::vector<SchemaChange> schema_changes(const ReflectedSchema& from, const ReflectedSchema& to);

}  // namespace azoth::detail
