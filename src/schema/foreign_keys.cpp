#include <azoth/error.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table_node.hpp>

namespace azoth {
namespace {

[[noreturn]] void points_nowhere(const ast::TableNode& table, std::string_view target) {
    throw NoReferencedTableError("a foreign key of table \"" + table.full_name() + "\" refers to " +
                                 std::string(target) + ", which this MetaData does not have");
}

// A name without a schema means the MetaData's own schema, else the schema of the table that has the key.
const ast::TableNode* find_referred(std::string_view name, const MetaData& metadata, const ast::TableNode& table) {
    const ast::TableNode* found = metadata.find(name);
    for (const std::string& schema : {metadata.schema(), table.schema}) {
        if (found == nullptr && !schema.empty()) found = metadata.find(schema + '.' + std::string(name));
    }
    return found;
}

const ast::Column& find_target(const ForeignKeyInfo& key, std::size_t index, const MetaData* metadata,
                               const ast::TableNode& table) {
    if (index < key.target_columns.size() && key.target_columns[index]) {
        return dynamic_cast<const ast::Column&>(*key.target_columns[index]);
    }
    const std::string_view target = key.targets.at(index);
    if (metadata == nullptr) points_nowhere(table, target);
    const std::size_t dot = target.rfind('.');
    const ast::TableNode* const found = find_referred(target.substr(0, dot), *metadata, table);
    const std::string_view name = dot == std::string_view::npos ? key.columns.at(index) : target.substr(dot + 1);
    const ast::Column* const column = found == nullptr ? nullptr : found->find(name);
    if (column == nullptr) points_nowhere(table, target);
    return *column;
}

}  // namespace

const ast::Column& resolve(const ForeignKeyInfo& key, const MetaData& metadata, const ast::TableNode& table) {
    return find_target(key, 0, &metadata, table);
}

ResolvedForeignKey resolve_foreign_key(const ForeignKeyInfo& key, const ast::TableNode& table) {
    ResolvedForeignKey result;
    result.key = &key;
    result.columns.reserve(key.columns.size());
    result.targets.reserve(key.columns.size());
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        result.columns.push_back(table.find(key.columns[i]));
        result.targets.push_back(&find_target(key, i, table.metadata, table));
    }
    result.table = dynamic_cast<const ast::TableNode*>(result.targets.front()->from);
    if (result.table == nullptr) points_nowhere(table, "a column that belongs to no table");
    return result;
}

std::vector<ResolvedForeignKey> resolve_foreign_keys(const ast::TableNode& table) {
    std::vector<ResolvedForeignKey> result;
    for (const TableConstraint& constraint : table.constraints) {
        if (const auto* const key = std::get_if<ForeignKeyInfo>(&constraint)) {
            result.push_back(resolve_foreign_key(*key, table));
        }
    }
    return result;
}

}  // namespace azoth
