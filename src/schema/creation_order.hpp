#pragma once

#include <azoth/schema/table_node.hpp>

#include <utility>
#include <vector>

namespace azoth {

/// Tables in an order in which each finds what it needs.
struct CreationOrder {
    std::vector<TablePtr> tables;
    /// Foreign keys that can only be added when all tables are there, with the table that has them.
    std::vector<std::pair<TablePtr, const ForeignKeyInfo*>> late_keys;
};

/// Sorts tables by their foreign keys, partitions, inheritance and views, otherwise as given. Keys that `is_late` are
/// left for later whatever they point to. Throws CircularDependencyError.
using KeyPredicate = bool (*)(const ForeignKeyInfo& key);
CreationOrder creation_order(const std::vector<TablePtr>& tables, KeyPredicate is_late);
/// Also leaves for later those that would close a cycle, if they `may_be_late`.
CreationOrder creation_order(const std::vector<TablePtr>& tables, KeyPredicate is_late, KeyPredicate may_be_late);

}  // namespace azoth
