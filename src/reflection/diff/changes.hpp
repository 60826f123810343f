#pragma once

#include <azoth/reflection/diff.hpp>

#include <string>
#include <vector>

namespace azoth::detail {

/// "schema.type", or the type's name alone.
std::string type_name(const SqlType& type);
/// In what two tables of one name differ; in order: columns, constraints, indexes, comments.
std::vector<SchemaChange> table_changes(const ReflectedTable& from, const ReflectedTable& to);
/// In what two schemas differ.
std::vector<SchemaChange> schema_changes(const ReflectedSchema& from, const ReflectedSchema& to);

}  // namespace azoth::detail
