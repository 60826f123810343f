#include "migration/applied_migrations.hpp"

#include "engine/schema.hpp"
#include <azoth/sql/delete.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>

namespace azoth {

AppliedMigrations::AppliedMigrations(const std::string& table, const std::string& schema)
    : metadata_(schema), table_(table, metadata_) {}

task<bool> AppliedMigrations::exists(AsyncConnection& connection) const {
    const ExistingObjects existing =
        co_await detail::existing_objects(detail::ConnectionAccess::state(connection), metadata_);
    co_return existing.has_relation(metadata_.tables().front()->full_name());
}

task<std::vector<AppliedMigration>> AppliedMigrations::read(AsyncConnection& connection) const {
    const auto result = co_await connection.execute(select(table_).order_by(table_.version));
    co_return result.as<AppliedMigration>();
}

task<void> AppliedMigrations::add(AsyncConnection& connection, const Migration& migration) const {
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    co_await connection.execute(insert(table_).values(table_.version = migration.version, table_.name = migration.name,
                                                      table_.checksum = migration.checksum, table_.applied_at = now));
}

task<void> AppliedMigrations::remove(AsyncConnection& connection, const Migration& migration) const {
    co_await connection.execute(delete_from(table_).where(table_.version == migration.version));
}

}  // namespace azoth
