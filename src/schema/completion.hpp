#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table_node.hpp>

#include <memory>
#include <vector>

namespace azoth::detail {

/// Turns what columns say of themselves (unique, index, foreign keys, a type's check, the primary key) into the
/// table's constraints and indexes. Once for each table; `infos` belong to its columns.
void adopt_column_options(ast::TableNode& table, const std::vector<std::shared_ptr<ColumnInfo>>& infos);

/// Names and checks the table's constraints and indexes and cuts what would make the table hold itself. Again after
/// something was added.
void complete_table(ast::TableNode& table, const MetaData& metadata);

/// Columns of no type take that of the column their foreign key points to, where that is known already.
bool adopt_target_types(ast::TableNode& table);

}  // namespace azoth::detail
