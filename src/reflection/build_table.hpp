#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/schema/reflected.hpp>

namespace azoth::detail {

/// Adds a table of a database to a MetaData.
ast::FromPtr build_table(const ReflectedTable& table, const ReflectedSchema& schema, MetaData& metadata);
/// Hooks that make a sequence owned by the column that it numbers, and that remove this before the table is dropped.
std::vector<DdlHook> ownership_hooks(const ReflectedSequence& sequence);

IndexInfo index_info(const ReflectedIndex& index);
CheckInfo check_info(const ReflectedCheck& check);
ExcludeInfo exclude_info(const ReflectedExclude& exclude);

}  // namespace azoth::detail
