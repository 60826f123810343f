#include "migration/applied_migrations.hpp"

#include "engine/connection_access.hpp"
#include "engine/schema.hpp"
#include "migration/trusted_table.hpp"
#include "sql/migration_queries.hpp"
#include <azoth/sql/delete.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/update.hpp>

namespace azoth {
namespace {

std::chrono::sys_time<std::chrono::microseconds> now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string doubled(const std::string& text, char mark) {
    std::string result(1, mark);
    for (const char c : text) {
        if (c == mark) result += c;
        result += c;
    }
    return result + mark;
}

const MigrationQueries& queries_of(const AsyncConnection& connection) {
    return detail::ConnectionAccess::state(connection)->dialect().migration_queries();
}

task<std::string> one_text(AsyncConnection& connection, std::string sql) {
    const Result<Dynamic> result = co_await connection.exec_driver_sql(std::move(sql));
    std::string text;
    for (const auto& row : result) text = row.get<std::optional<std::string>>(0).value_or("");
    co_return text;
}

}  // namespace

std::optional<MigrationProgress> AppliedMigration::progress() const {
    if (!executed) return std::nullopt;
    const bool undoing = *executed < 0;
    return MigrationProgress{static_cast<std::size_t>(undoing ? -*executed - 1 : *executed), undoing, checksum};
}

AppliedMigrations::AppliedMigrations(const std::string& table, const std::string& schema)
    : metadata_(schema), table_(table, metadata_) {}

task<std::string> AppliedMigrations::find_schema(AsyncConnection& connection, std::string table) {
    std::string sql = queries_of(connection).schema_of(table);
    if (sql.empty()) co_return std::string();
    co_return co_await one_text(connection, std::move(sql));
}

task<bool> AppliedMigrations::exists(AsyncConnection& connection) const {
    const ExistingObjects existing =
        co_await detail::existing_objects(detail::ConnectionAccess::state(connection), metadata_);
    const ast::TableNode& table = *metadata_.tables().front();
    const bool found = existing.has_relation(table.full_name());
    if (found) co_await require_trusted_table(connection, table.table_name, table.schema, TableUse::read);
    co_return found;
}

task<bool> AppliedMigrations::has_progress(AsyncConnection& connection) const {
    const ast::TableNode& table = *metadata_.tables().front();
    std::string sql = queries_of(connection).has_column({table.table_name, table.schema}, "executed");
    const Result<Dynamic> result = co_await connection.exec_driver_sql(std::move(sql));
    co_return result.size() != 0;
}

task<void> AppliedMigrations::create(AsyncConnection& connection) const {
    co_await connection.create_all(metadata_);
    const ast::TableNode& table = *metadata_.tables().front();
    co_await require_trusted_table(connection, table.table_name, table.schema, TableUse::write);
    const bool complete = co_await has_progress(connection);
    if (complete) co_return;
    const std::string prefix = table.schema.empty() ? std::string() : doubled(table.schema, '"') + '.';
    std::string sql = "ALTER TABLE " + prefix + doubled(table.table_name, '"') + " ADD COLUMN executed BIGINT";
    co_await connection.exec_driver_sql(std::move(sql));
}

task<std::vector<AppliedMigration>> AppliedMigrations::read(AsyncConnection& connection) const {
    const bool complete = co_await has_progress(connection);
    if (complete) {
        const auto result = co_await connection.execute(select(table_).order_by(table_.version));
        co_return result.as<AppliedMigration>();
    }
    const auto result = co_await connection.execute(
        select(table_.version, table_.name, table_.checksum, table_.applied_at).order_by(table_.version));
    std::vector<AppliedMigration> rows;
    for (const auto& [version, name, checksum, applied_at] : result) {
        rows.push_back(AppliedMigration{version, name, checksum, applied_at, std::nullopt});
    }
    co_return rows;
}

task<void> AppliedMigrations::add(AsyncConnection& connection, const Migration& migration) const {
    co_await connection.execute(insert(table_).values(table_.version = migration.version, table_.name = migration.name,
                                                      table_.checksum = migration.checksum, table_.applied_at = now()));
}

// A condition of azoth's own: its operator is not looked up in the search_path.
Condition AppliedMigrations::is_of(const AsyncConnection& connection, const Migration& migration) const {
    return table_.version.bool_op(queries_of(connection).equals())(migration.version);
}

task<void> AppliedMigrations::remove(AsyncConnection& connection, const Migration& migration) const {
    co_await connection.execute(delete_from(table_).where(is_of(connection, migration)));
}

task<void> AppliedMigrations::renew_checksum(AsyncConnection& connection, const Migration& migration) const {
    co_await connection.execute(
        update(table_).values(table_.checksum = migration.checksum).where(is_of(connection, migration)));
}

task<void> AppliedMigrations::add_progress(AsyncConnection& connection, const Migration& migration,
                                           MigrationProgress progress) const {
    const auto count = static_cast<std::int64_t>(progress.executed);
    const std::optional<std::int64_t> executed = progress.undoing ? -count - 1 : count;
    co_await remove(connection, migration);
    co_await connection.execute(insert(table_).values(table_.version = migration.version, table_.name = migration.name,
                                                      table_.checksum = progress.checksum, table_.applied_at = now(),
                                                      table_.executed = executed));
}

}  // namespace azoth
