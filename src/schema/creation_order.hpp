#pragma once

#include <azoth/schema/table_node.hpp>

#include <utility>
#include <vector>

namespace azoth {

/// Tables in an order in which each comes after those that it depends on.
struct CreationOrder {
    std::vector<TablePtr> tables;
    /// Foreign keys that can be added only after all tables exist, with the tables that have them.
    std::vector<std::pair<TablePtr, const ForeignKeyInfo*>> late_keys;
};

/// Sorts tables by their foreign keys, partitions, inheritance and views, and otherwise keeps their order. Keys for
/// which `is_late` is true are added after all tables. Throws CircularDependencyError.
using KeyPredicate = bool (*)(const ForeignKeyInfo& key);
CreationOrder creation_order(const std::vector<TablePtr>& tables, KeyPredicate is_late);
/// Also adds later the keys that would close a cycle, if `may_be_late` is true for them.
CreationOrder creation_order(const std::vector<TablePtr>& tables, KeyPredicate is_late, KeyPredicate may_be_late);

}  // namespace azoth
