#include "engine/schema.hpp"

#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/sql/catalog.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>

#include <algorithm>
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

task<void> execute_ddl(ConnectionPtr connection, std::vector<std::string> statements) {
    for (std::string& sql : statements) {
        co_await run(Execution(connection, plain_text(std::move(sql), StatementKind::ddl)));
    }
}

// The names of schemas in the MetaData and in the database. They differ only by ExecutionOptions::schema_translate().
using SchemaNames = std::vector<std::pair<std::string, std::string>>;

// only_tables: leaves out schemas without tables, because asking for a schema that does not exist is an error.
SchemaNames schema_names(const MetaData& metadata, const ExecutionOptions& options, bool only_tables) {
    SchemaNames names{{"", ""}};
    const auto has_table = [&](const std::string& schema) {
        return std::ranges::any_of(metadata.tables(), [&](const TablePtr& table) { return table->schema == schema; });
    };
    for (const std::string& schema : metadata.schemas()) {
        if (!only_tables || has_table(schema)) names.emplace_back(schema, schema);
    }
    for (auto& [described, actual] : names) {
        for (const auto& [from, to] : options.schema_translate()) {
            if (from != described) continue;
            actual = to;
            break;
        }
    }
    return names;
}

std::vector<std::string> schemas_of(const SchemaNames& names) {
    std::vector<std::string> schemas;
    for (const auto& [described, actual] : names) {
        const bool listed = std::find(schemas.begin(), schemas.end(), actual) != schemas.end();
        if (!actual.empty() && !listed) schemas.push_back(actual);
    }
    return schemas;
}

// Adds an object of the database under the name that it has in the MetaData.
void add_as_described(ExistingObjects& objects, std::string_view kind, std::string_view full_name,
                      const SchemaNames& names) {
    for (const auto& [described, actual] : names) {
        std::string_view name = full_name;
        if (!actual.empty()) {
            if (name.size() <= actual.size() || !name.starts_with(actual) || name[actual.size()] != '.') continue;
            name.remove_prefix(actual.size() + 1);
        }
        objects.add(kind, described.empty() ? std::string(name) : described + '.' + std::string(name));
    }
}

CompileOptions ddl_options(const ExecutionOptions& options) {
    CompileOptions result;
    result.schema_translate = options.schema_translate();
    return result;
}

}  // namespace

std::shared_ptr<const StatementText> raw_sql(std::string sql) {
    return plain_text(std::move(sql), StatementKind::text);
}

task<ExistingObjects> existing_objects(ConnectionPtr connection, const MetaData& metadata) {
    const SchemaNames names =
        schema_names(metadata, connection->options(), connection->dialect().catalog().needs_existing_schemas());
    auto query = std::make_shared<const StatementText>(connection->dialect().existing_objects(schemas_of(names)));
    const Result<std::string, std::string> result(co_await run(Execution(connection, std::move(query))));
    ExistingObjects objects;
    for (const auto& [kind, full_name] : result) add_as_described(objects, kind, full_name, names);
    co_return objects;
}

task<void> create_all(ConnectionPtr connection, const MetaData& metadata) {
    const ExistingObjects existing = co_await existing_objects(connection, metadata);
    const CompileOptions options = ddl_options(connection->options());
    co_await execute_ddl(connection, connection->dialect().create_all(metadata, existing, options));
}

task<void> drop_all(ConnectionPtr connection, const MetaData& metadata) {
    const ExistingObjects existing = co_await existing_objects(connection, metadata);
    const CompileOptions options = ddl_options(connection->options());
    co_await execute_ddl(connection, connection->dialect().drop_all(metadata, existing, options));
}

}  // namespace azoth::detail
