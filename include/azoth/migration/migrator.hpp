#pragma once

#include <azoth/engine/async_engine.hpp>
#include <azoth/error.hpp>
#include <azoth/export.hpp>
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

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The files and the database don't agree, or a migration failed; then the database's own error is nested in it
/// (std::rethrow_if_nested). Names the migration.
class MigrationError : public Error {
public:
    using Error::Error;
};

enum class MigrationDirection : std::uint8_t { up, down };

/// What was done, or with dry_run would be.
struct MigrationStep {
    std::int64_t version = 0;
    std::string name;
    MigrationDirection direction = MigrationDirection::up;
    std::vector<std::string> statements;
};

enum class MigrationState : std::uint8_t {
    pending,
    applied,
    edited,     ///< applied, but the file says something else now
    missing,    ///< applied, but there is no file
    unfinished  ///< failed after a statement that can't be rolled back; see MigrationStatus::executed
};

struct MigrationStatus {
    std::int64_t version = 0;
    std::string name;
    MigrationState state = MigrationState::pending;
    std::optional<std::chrono::sys_time<std::chrono::microseconds>> applied_at;
    bool has_down = false;
    /// The content of its .down.sql has changed since it was applied: down() refuses it.
    bool down_edited = false;
    /// Of an unfinished migration: how many statements of its script have been executed.
    std::size_t executed = 0;
    /// Of an unfinished migration: whether it is being applied or undone.
    MigrationDirection direction = MigrationDirection::up;
};

/// How a Migrator works: `Migrator(engine, directory, {.table = "schema_versions", .dry_run = true})`, in the order of
/// the members.
struct MigrationOptions {
    /// The table that keeps what was applied. It is created when it is first needed. InvalidRequestError is thrown for
    /// one that could execute code of another role: a view, a table of a role that the migrating one is not a member
    /// of, a table with triggers, rules, policies, defaults, CHECK constraints or expressions.
    std::string table = "azoth_migrations";
    /// Its schema; empty: the connection's.
    std::string schema{};
    /// Executes nothing and only says what would be.
    bool dry_run = false;
    /// Applies also what is numbered lower than a migration that was applied before, instead of refusing to.
    bool out_of_order = false;
    /// Undoes also migrations whose .down.sql was edited, added or removed since they were applied, instead of refusing
    /// to.
    bool accept_edited_down = false;
    /// PostgreSQL: how long a statement of a step waits for a lock on a table (lock_timeout); zero: as the session
    /// does. Queries that come later wait behind the statement for the same time.
    std::chrono::milliseconds lock_timeout{0};
    /// How often a step is repeated that was rolled back because it got no lock (55P03) or was in a deadlock (40P01).
    std::size_t lock_retries = 5;
    /// The pause before the first repetition. It doubles with each one up to 32 times its length, and is varied by
    /// half.
    std::chrono::milliseconds lock_retry_delay{200};
    /// Called for each step once it is committed, or with dry_run instead.
    std::function<void(const MigrationStep&)> on_step{};
};

/// Takes a database up and down the steps of a folder. Each step is one transaction, of its statements and of the note
/// that it was applied: it is done as a whole or not at all. Any number of processes may start at once: one applies a
/// step while the others wait, and then find it done. What a step sets in the session (search_path, PRAGMA) is restored
/// after it.
///
/// A file may have one BEGIN and COMMIT, which stand for those of the step: the statements before BEGIN and after
/// COMMIT are executed outside of the transaction, on the same connection, as CREATE INDEX CONCURRENTLY and SQLite's
/// PRAGMA foreign_keys have to be. If one of them fails, the step is unfinished: the number of executed statements is
/// recorded, and the next call in the same direction goes on with the one that failed. The statements from that one on
/// may be edited in the file first. SET, RESET and PRAGMA outside of the transaction are executed again.
///
/// Thread-safe. Cancelling rolls the transaction back that is under way.
class [[nodiscard]] Migrator {
public:
    Migrator(AsyncEngine engine, MigrationDirectory directory, MigrationOptions options = MigrationOptions());

    /// Applies what is pending, in order, up to `target` if it is given, and returns what was applied here. Throws
    /// MigrationError if the file of an applied migration was edited or is gone, or for a step that fails.
    task<std::vector<MigrationStep>> up(std::optional<std::int64_t> target = {}) const;
    /// Undoes the last `count` that were applied, the highest number first. Throws MigrationError also for one without
    /// a way back, or whose way back was edited since it was applied (see MigrationOptions::accept_edited_down); those
    /// above it stay undone.
    task<std::vector<MigrationStep>> down(std::size_t count = 1) const;
    /// Undoes all that are numbered higher than `target`; 0: all.
    task<std::vector<MigrationStep>> down_to(std::int64_t target) const;
    /// All that the folder or the database know of, by version. Waits for nobody.
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

AZOTH_EXPORT_END
