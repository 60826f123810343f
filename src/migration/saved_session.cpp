#include "migration/saved_session.hpp"

#include "engine/connection_access.hpp"
#include "engine/schema.hpp"
#include "engine/transaction_control.hpp"
#include "sql/pinned.hpp"

#include <array>
#include <optional>
#include <utility>

namespace azoth {
namespace {

// RESET ALL gives back what the session began with; what was set in it since is set again. SET LOCAL and SET
// TRANSACTION end by themselves.
constexpr std::string_view postgresql_settings =
    "SELECT pg_catalog.format('SELECT pg_catalog.set_config(%L, %L, false)', name, "
    "pg_catalog.current_setting(name)) FROM pg_catalog.pg_settings WHERE source = 'session' AND NOT "
    "pg_catalog.starts_with(name, 'transaction_') UNION ALL SELECT pg_catalog.format('SELECT "
    "pg_catalog.set_config(''role'', %L, false)', "
    "pg_catalog.current_setting('role'))";

constexpr std::array<std::string_view, 7> pragmas{
    "foreign_keys",   "legacy_alter_table",        "ignore_check_constraints", "recursive_triggers",
    "trusted_schema", "reverse_unordered_selects", "writable_schema"};

}  // namespace

task<std::vector<std::string>> SavedSession::column(std::string sql) {
    const Result<Dynamic> result = co_await connection_.exec_driver_sql(std::move(sql));
    std::vector<std::string> values;
    for (const auto& row : result) values.push_back(row.get<std::optional<std::string>>(0).value_or(""));
    co_return values;
}

task<void> SavedSession::save() {
    statements_.clear();
    const bool postgresql = detail::ConnectionAccess::state(connection_)->dialect().name() == "postgresql";
    if (postgresql) {
        statements_.emplace_back("RESET ALL");
        std::string sql = pinned(postgresql_settings);
        for (std::string& statement : co_await column(std::move(sql))) statements_.push_back(std::move(statement));
    } else {
        for (const std::string_view pragma : pragmas) {
            const std::string name(pragma);
            std::string sql = "SELECT CAST(" + name + " AS TEXT) FROM pragma_" + name;
            const std::vector<std::string> values = co_await column(std::move(sql));
            if (!values.empty()) statements_.push_back("PRAGMA " + name + " = " + values.front());
        }
    }
    co_await connection_.rollback();
}

task<void> SavedSession::restore() {
    const auto state = detail::ConnectionAccess::state(connection_);
    if (state->dialect().name() != "postgresql") {
        // No effect inside of a transaction.
        for (const std::string& statement : statements_) co_await detail::control_outside(state, statement);
        co_return;
    }
    for (const std::string& statement : statements_) co_await connection_.exec_driver_sql(statement);
    co_await connection_.commit();
}

}  // namespace azoth
