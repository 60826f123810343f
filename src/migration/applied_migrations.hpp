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

/// How much of a script has been executed that can't be rolled back.
struct MigrationProgress {
    std::size_t executed = 0;  ///< statements
    bool undoing = false;      ///< of the script that undoes the migration
    std::string checksum;      ///< of these statements

    friend bool operator==(const MigrationProgress&, const MigrationProgress&) = default;
};

struct AppliedMigration {
    std::int64_t version = 0;
    std::string name;
    std::string checksum;  ///< of the files; of an unfinished one: of the statements that were executed
    std::chrono::sys_time<std::chrono::microseconds> applied_at;
    /// Not given: it was applied. n >= 0: n statements of its script were executed, and it is unfinished. n < 0: the
    /// same for the script that undoes it, and -n - 1 statements.
    std::optional<std::int64_t> executed;

    std::optional<MigrationProgress> progress() const;
};

inline bool by_version(const AppliedMigration& a, const AppliedMigration& b) noexcept { return a.version < b.version; }

/// The table in which a database keeps what was applied to it.
class AppliedMigrations {
public:
    AppliedMigrations(const std::string& table, const std::string& schema);

    /// The schema in which the table is, or, if there is no such table, in which it would be created: a script may
    /// change the search path later. Empty where there are no schemas.
    static task<std::string> find_schema(AsyncConnection& connection, std::string table);

    /// Creates the table, or adds the column to it that former versions did not have. Throws InvalidRequestError if the
    /// table could execute code of another role; exists() as well.
    task<void> create(AsyncConnection& connection) const;
    task<bool> exists(AsyncConnection& connection) const;
    /// By version.
    task<std::vector<AppliedMigration>> read(AsyncConnection& connection) const;
    task<void> add(AsyncConnection& connection, const Migration& migration) const;
    task<void> remove(AsyncConnection& connection, const Migration& migration) const;
    /// Records the checksum anew of one that is applied.
    task<void> renew_checksum(AsyncConnection& connection, const Migration& migration) const;
    /// Notes that a migration is unfinished.
    task<void> add_progress(AsyncConnection& connection, const Migration& migration, MigrationProgress progress) const;

private:
    struct Columns {
        Column<std::int64_t> version{"version", primary_key, autoincrement(false)};
        // VARCHAR is a keyword: TEXT would be looked up in the search_path, where another role may have made a type of
        // that name.
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
