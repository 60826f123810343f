#include "migration/applied_migrations.hpp"

#include "engine/connection_access.hpp"
#include "engine/schema.hpp"
#include "migration/trusted_table.hpp"
#include "sql/pinned.hpp"
#include <azoth/sql/delete.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/text.hpp>
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

bool has_schemas(const AsyncConnection& connection) {
    return detail::ConnectionAccess::state(connection)->dialect().name() == "postgresql";
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
    if (!has_schemas(connection)) co_return std::string();
    const auto query =
        text(pinned("SELECT coalesce((SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
                    "n.oid = c.relnamespace WHERE c.oid = "
                    "pg_catalog.to_regclass(pg_catalog.quote_ident(:table))), pg_catalog.current_schema())::text"))
            .columns<std::optional<std::string>>()
            .bind("table", table, Text());
    const std::optional<std::string> schema = co_await connection.scalar(query);
    co_return schema.value_or(std::string());
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
    const std::string& schema = table.schema;
    if (has_schemas(connection)) {
        const auto query =
            text(pinned("SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = "
                        "a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE a.attname = "
                        "'executed' AND NOT a.attisdropped AND c.relname = :table AND (n.nspname = :schema OR :schema "
                        "= '' AND pg_catalog.pg_table_is_visible(c.oid)))"))
                .columns<bool>()
                .bind("table", table.table_name, Text())
                .bind("schema", schema, Text());
        co_return co_await connection.scalar(query) == true;
    }
    std::string sql = "SELECT CAST(count(*) AS TEXT) FROM pragma_table_info(" + doubled(table.table_name, '\'') +
                      (schema.empty() ? std::string() : ", " + doubled(schema, '\'')) + ") WHERE name = 'executed'";
    co_return co_await one_text(connection, std::move(sql)) != "0";
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
    const char* const equals = has_schemas(connection) ? "OPERATOR(pg_catalog.=)" : "=";
    return table_.version.bool_op(equals)(migration.version);
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
