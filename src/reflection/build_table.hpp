#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/schema/reflected.hpp>

namespace azoth::detail {

/// Adds a table that a database has to a MetaData.
ast::FromPtr build_table(const ReflectedTable& table, const std::vector<ReflectedSequence>& sequences,
                         MetaData& metadata);

IndexInfo index_info(const ReflectedIndex& index);
CheckInfo check_info(const ReflectedCheck& check);
ExcludeInfo exclude_info(const ReflectedExclude& exclude);

}  // namespace azoth::detail
