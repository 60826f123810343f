#pragma once

#include <azoth/driver/catalog.hpp>

namespace azoth::postgresql {

void alter_table(const AlteredTable& table, AlterScript& script);
std::vector<std::string> alter_type(const SqlType& from, const SqlType& to, const ReflectedSchema& schema);
std::vector<std::string> alter_sequence(const SequenceInfo& from, const SequenceInfo& to);

}  // namespace azoth::postgresql
