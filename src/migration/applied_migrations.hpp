#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/migration/migration_directory.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace azoth {

struct AppliedMigration {
    std::int64_t version = 0;
    std::string name;
    std::string checksum;
    std::chrono::sys_time<std::chrono::microseconds> applied_at;
};

inline bool by_version(const AppliedMigration& a, const AppliedMigration& b) noexcept { return a.version < b.version; }

/// The table in which a database keeps what was applied to it.
class AppliedMigrations {
public:
    AppliedMigrations(const std::string& table, const std::string& schema);

    task<void> create(AsyncConnection& connection) const { return connection.create_all(metadata_); }
    task<bool> exists(AsyncConnection& connection) const;
    /// By version.
    task<std::vector<AppliedMigration>> read(AsyncConnection& connection) const;
    task<void> add(AsyncConnection& connection, const Migration& migration) const;
    task<void> remove(AsyncConnection& connection, const Migration& migration) const;

private:
    struct Columns {
        Column<std::int64_t> version{"version", primary_key, autoincrement(false)};
        Column<std::string> name{"name", Text()};
        Column<std::string> checksum{"checksum", Text()};
        Column<std::chrono::sys_time<std::chrono::microseconds>> applied_at{"applied_at"};
    };

    MetaData metadata_;
    Table<Columns> table_;
};

}  // namespace azoth
