#include "engine/schema.hpp"

#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::detail {
namespace {

std::shared_ptr<StatementText> plain_text(std::string sql, StatementKind kind) {
    auto text = std::make_shared<StatementText>();
    text->sql = std::move(sql);
    text->kind = kind;
    text->prepare = false;
    text->seal();
    return text;
}

using TableNames = std::set<std::pair<std::string, std::string>>;  // schema, table

/// The tables there are in the schemas that these tables belong to.
task<TableNames> existing_tables(ConnectionPtr connection, const std::vector<TablePtr>& tables) {
    std::set<std::string_view> schemas;
    for (const TablePtr& table : tables) schemas.insert(table->schema);
    TableNames names;
    for (const std::string_view schema : schemas) {
        auto query = std::make_shared<const StatementText>(connection->dialect().table_names(schema));
        const Result<Dynamic> result(co_await run(Execution(connection, std::move(query))));
        for (const auto& row : result) names.emplace(std::string(schema), row.get<std::string>(0));
    }
    co_return names;
}

bool contains(const TableNames& names, const ast::TableNode& table) {
    return names.contains(std::pair(table.schema, table.table_name));
}

}  // namespace

std::shared_ptr<const StatementText> raw_sql(std::string sql) {
    return plain_text(std::move(sql), StatementKind::text);
}

task<void> create_all(ConnectionPtr connection, const MetaData& metadata) {
    const std::vector<TablePtr> tables = metadata.sorted_tables();
    const TableNames existing = co_await existing_tables(connection, tables);
    for (const TablePtr& table : tables) {
        if (contains(existing, *table)) continue;
        for (std::string& sql : connection->dialect().create_table(*table, metadata)) {
            co_await run(Execution(connection, plain_text(std::move(sql), StatementKind::ddl)));
        }
    }
}

task<void> drop_all(ConnectionPtr connection, const MetaData& metadata) {
    std::vector<TablePtr> tables = metadata.sorted_tables();
    std::ranges::reverse(tables);
    const TableNames existing = co_await existing_tables(connection, tables);
    for (const TablePtr& table : tables) {
        if (!contains(existing, *table)) continue;
        co_await run(Execution(connection, plain_text(connection->dialect().drop_table(*table), StatementKind::ddl)));
    }
}

}  // namespace azoth::detail
