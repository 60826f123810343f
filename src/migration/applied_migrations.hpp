#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/migration/migration_directory.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace azoth {

/// How much of a script has been executed and cannot be rolled back.
struct MigrationProgress {
    std::size_t executed = 0;  ///< statements
    bool undoing = false;      ///< the script is the one that undoes the migration
    std::string checksum;      ///< of these statements

    friend bool operator==(const MigrationProgress&, const MigrationProgress&) = default;
};

struct AppliedMigration {
    std::int64_t version = 0;
    std::string name;
    std::string checksum;  ///< of the files; for an unfinished migration, of the executed statements
    std::chrono::sys_time<std::chrono::microseconds> applied_at;
    /// Empty: it is applied. n >= 0: it is unfinished, and n statements of its script were executed. n < 0: the same
    /// for the script that undoes it, with -n - 1 statements.
    std::optional<std::int64_t> executed;

    std::optional<MigrationProgress> progress() const;
};

inline bool by_version(const AppliedMigration& a, const AppliedMigration& b) noexcept { return a.version < b.version; }

/// The table in which a database records its applied migrations.
class AppliedMigrations {
public:
    AppliedMigrations(const std::string& table, const std::string& schema);

    /// The schema of the table, or, if there is no such table, the schema in which it would be created: a script may
    /// change the search path later. Empty if the database has no schemas.
    static task<std::string> find_schema(AsyncConnection& connection, std::string table);

    /// Creates the table, or adds the column that former versions did not have. Throws InvalidRequestError if the table
    /// could execute code of another role, as exists() does.
    task<void> create(AsyncConnection& connection) const;
    task<bool> exists(AsyncConnection& connection) const;
    /// Ordered by version.
    task<std::vector<AppliedMigration>> read(AsyncConnection& connection) const;
    task<void> add(AsyncConnection& connection, const Migration& migration) const;
    task<void> remove(AsyncConnection& connection, const Migration& migration) const;
    /// Updates the checksum of an applied migration.
    task<void> renew_checksum(AsyncConnection& connection, const Migration& migration) const;
    /// Records that a migration is unfinished.
    task<void> add_progress(AsyncConnection& connection, const Migration& migration, MigrationProgress progress) const;

private:
    struct Columns {
        Column<std::int64_t> version{"version", primary_key, autoincrement(false)};
        // VARCHAR is a keyword. TEXT would be looked up in the search_path, where another role may have created a type
        // of that name.
        Column<std::string> name{"name", String()};
        Column<std::string> checksum{"checksum", String()};
        Column<std::chrono::sys_time<std::chrono::microseconds>> applied_at{"applied_at"};
        Column<std::optional<std::int64_t>> executed{"executed"};
    };

    task<bool> has_progress(AsyncConnection& connection) const;
    Condition is_of(const AsyncConnection& connection, const Migration& migration) const;

    MetaData metadata_;
    Table<Columns> table_;
};

}  // namespace azoth
