#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table_node.hpp>

#include <memory>
#include <vector>

namespace azoth::detail {

/// Turns the options of columns (unique, index, foreign keys, a type's CHECK, primary key) into constraints and indexes
/// of the table. Called once for each table; `infos` belong to its columns.
void adopt_column_options(ast::TableNode& table, const std::vector<std::shared_ptr<ColumnInfo>>& infos);

/// Names and checks the table's constraints and indexes, and removes references through which the table would hold
/// itself. Called again after additions.
void complete_table(ast::TableNode& table, const MetaData& metadata);

/// Columns without a type take the type of the column that their foreign key refers to, if it is already known.
bool adopt_target_types(ast::TableNode& table);

}  // namespace azoth::detail
