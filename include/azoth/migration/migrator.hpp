#pragma once

#include <azoth/engine/async_engine.hpp>
#include <azoth/error.hpp>
#include <azoth/migration/migration_directory.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace azoth {

/// The files and the database do not match, or a migration failed; then the database's error is nested in it
/// (std::rethrow_if_nested). The message names the migration.
class MigrationError : public Error {
public:
    using Error::Error;
};

/// Direction of a migration.
enum class MigrationDirection : std::uint8_t {
    up,   ///< it is applied
    down  ///< it is undone
};

/// A step that was carried out, or with dry_run would be.
struct MigrationStep {
    /// Version of the migration.
    std::int64_t version = 0;
    /// Name of the migration.
    std::string name;
    /// Whether it is applied or undone.
    MigrationDirection direction = MigrationDirection::up;
    /// The statements, in the order of execution.
    std::vector<std::string> statements;
};

/// State of a migration.
enum class MigrationState : std::uint8_t {
    /// not applied
    pending,
    /// applied
    applied,
    edited,     ///< applied, but its file has changed since
    missing,    ///< applied, but its file is missing
    unfinished  ///< failed after a statement that cannot be rolled back; see MigrationStatus::executed
};

/// State of one migration.
struct MigrationStatus {
    /// Version of the migration.
    std::int64_t version = 0;
    /// Name of the migration.
    std::string name;
    /// State of the migration.
    MigrationState state = MigrationState::pending;
    /// When it was applied; empty: it was not.
    std::optional<std::chrono::sys_time<std::chrono::microseconds>> applied_at;
    /// Whether it can be undone.
    bool has_down = false;
    /// Whether its .down.sql has changed since it was applied: down() then throws MigrationError.
    bool down_edited = false;
    /// Number of executed statements of the script, if it is unfinished.
    std::size_t executed = 0;
    /// Whether it is being applied or undone, if it is unfinished.
    MigrationDirection direction = MigrationDirection::up;
};

/// Options of a Migrator. Not an aggregate, so that it may be made inside an awaited expression.
class MigrationOptions {
public:
    /// Sets the defaults shown below.
    MigrationOptions();

    /// Name of the table that records applied migrations. It is created when it is first needed. InvalidRequestError is
    /// thrown for a table that could execute code of another role: a view, a table of a role that the migrating one is
    /// not a member of, a table with triggers, rules, policies, defaults, CHECK constraints or expressions.
    std::string table = "azoth_migrations";
    /// Schema of that table; empty: the connection's.
    std::string schema;
    /// Executes nothing, and only returns what would be done.
    bool dry_run = false;
    /// Applies also migrations with a lower number than an applied one, instead of throwing MigrationError.
    bool out_of_order = false;
    /// Undoes also migrations whose .down.sql was edited, added or removed since they were applied, instead of throwing
    /// MigrationError.
    bool accept_edited_down = false;
    /// How long a statement of a step waits for a lock on a table (PostgreSQL's lock_timeout); zero: the session's
    /// setting. Later queries on the table wait for the statement during this time.
    std::chrono::milliseconds lock_timeout{0};
    /// How often a step is repeated that was rolled back because it could not get a lock (55P03) or was in a deadlock
    /// (40P01).
    std::size_t lock_retries = 5;
    /// The delay before the first repetition. It doubles with each repetition, at most to 32 times, and varies at
    /// random by half.
    std::chrono::milliseconds lock_retry_delay{200};
    /// Called for each step after its commit; with dry_run without it.
    std::function<void(const MigrationStep&)> on_step;
};

/// Applies and undoes the migrations of a folder. Each step is one transaction that includes its record in the table:
/// it takes effect as a whole or not at all. Any number of processes may start at once: one applies a step while the
/// others wait, and then find it applied. What a step sets in the session (search_path, PRAGMA) is restored after it.
///
/// A file may contain one BEGIN and COMMIT, which replace those of the step: statements before BEGIN and after COMMIT
/// are executed outside of the transaction, on the same connection, as CREATE INDEX CONCURRENTLY and SQLite's PRAGMA
/// foreign_keys require. If one of them fails, the step is unfinished: the number of executed statements is recorded,
/// and the next call in the same direction continues with the failed statement. The statements from that one on may be
/// edited in the file first. SET, RESET and PRAGMA outside of the transaction are executed again.
///
/// Threads: thread-safe. Cancellation rolls back the transaction of the current step.
class Migrator {
public:
    /// Makes a migrator for a database and a folder.
    Migrator(AsyncEngine engine, MigrationDirectory directory, MigrationOptions options = MigrationOptions());

    /// Applies pending migrations in order, at most to version `target`, and returns those that were applied by this
    /// call. Throws MigrationError if the file of an applied migration was edited or is missing, or if a step fails.
    task<std::vector<MigrationStep>> up(std::optional<std::int64_t> target = {}) const;
    /// Undoes the last `count` applied migrations, the highest number first. Throws MigrationError as up() does, and
    /// for a migration that cannot be undone or whose .down.sql was edited since it was applied (see
    /// MigrationOptions::accept_edited_down); those with higher numbers stay undone.
    task<std::vector<MigrationStep>> down(std::size_t count = 1) const;
    /// Undoes all migrations with a number above `target`; 0: all. Throws as down() does.
    task<std::vector<MigrationStep>> down_to(std::int64_t target) const;
    /// Returns the state of all migrations in the folder or in the database, ordered by version. Does not wait for
    /// other processes.
    task<std::vector<MigrationStatus>> status() const;

private:
    class Plan;
    class Work;

    static task<std::vector<MigrationStep>> take_steps(std::shared_ptr<const Plan> plan, MigrationDirection direction,
                                                       std::optional<std::int64_t> target,
                                                       std::optional<std::size_t> count);
    static task<std::vector<MigrationStatus>> read_status(std::shared_ptr<const Plan> plan);

    std::shared_ptr<const Plan> plan_;
};

}  // namespace azoth
