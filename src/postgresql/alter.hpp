#pragma once

#include <azoth/sql/catalog.hpp>

namespace azoth::postgresql {

void alter_table(const AlteredTable& table, AlterScript& script);
/// Whether a change of columns is impossible while a view uses the table: a column's type changes, or it is dropped.
bool view_is_in_the_way(const ReflectedTable& from, const ReflectedTable& to);
std::vector<std::string> alter_type(const SqlType& from, const SqlType& to, ReflectedSchema& schema);
std::vector<std::string> alter_sequence(const SequenceInfo& from, const SequenceInfo& to);

}  // namespace azoth::postgresql
