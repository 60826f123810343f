#include "engine/schema.hpp"

#include <azoth/driver/dialect.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>

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

}  // namespace

std::shared_ptr<const StatementText> raw_sql(std::string sql) {
    return plain_text(std::move(sql), StatementKind::text);
}

task<ExistingObjects> existing_objects(ConnectionPtr connection, const MetaData& metadata) {
    auto query = std::make_shared<const StatementText>(connection->dialect().existing_objects(metadata));
    const Result<std::string, std::string> result(co_await run(Execution(connection, std::move(query))));
    ExistingObjects objects;
    for (const auto& [kind, full_name] : result) objects.add(kind, full_name);
    co_return objects;
}

task<void> create_all(ConnectionPtr connection, const MetaData& metadata) {
    const ExistingObjects existing = co_await existing_objects(connection, metadata);
    co_await execute_ddl(connection, connection->dialect().create_all(metadata, existing));
}

task<void> drop_all(ConnectionPtr connection, const MetaData& metadata) {
    const ExistingObjects existing = co_await existing_objects(connection, metadata);
    co_await execute_ddl(connection, connection->dialect().drop_all(metadata, existing));
}

}  // namespace azoth::detail
