#include "migration/saved_session.hpp"

#include "engine/connection_access.hpp"
#include "engine/schema.hpp"
#include "engine/transaction_control.hpp"
#include "sql/migration_queries.hpp"

#include <optional>
#include <utility>

namespace azoth {

task<std::vector<std::string>> SavedSession::column(std::string sql) {
    const Result<Dynamic> result = co_await connection_.exec_driver_sql(std::move(sql));
    std::vector<std::string> values;
    for (const auto& row : result) values.push_back(row.get<std::optional<std::string>>(0).value_or(""));
    co_return values;
}

task<void> SavedSession::save() {
    const MigrationQueries& queries = detail::ConnectionAccess::state(connection_)->dialect().migration_queries();
    statements_ = queries.reset_settings();
    for (std::string& sql : queries.settings_queries()) {
        for (std::string& statement : co_await column(std::move(sql))) statements_.push_back(std::move(statement));
    }
    co_await connection_.rollback();
}

task<void> SavedSession::restore() {
    const auto state = detail::ConnectionAccess::state(connection_);
    if (!state->dialect().migration_queries().settings_are_transactional()) {
        // No effect inside of a transaction.
        for (const std::string& statement : statements_) co_await detail::control_outside(state, statement);
        co_return;
    }
    for (const std::string& statement : statements_) co_await connection_.exec_driver_sql(statement);
    co_await connection_.commit();
}

}  // namespace azoth
