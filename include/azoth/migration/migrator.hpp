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
    edited,  ///< applied, but the file says something else now
    missing  ///< applied, but there is no file
};

struct MigrationStatus {
    std::int64_t version = 0;
    std::string name;
    MigrationState state = MigrationState::pending;
    std::optional<std::chrono::sys_time<std::chrono::microseconds>> applied_at;
    bool has_down = false;
};

/// Not an aggregate, so that it may be made inside an awaited expression.
class MigrationOptions {
public:
    MigrationOptions();

    /// The table that keeps what was applied. It is created when it is first needed.
    std::string table = "azoth_migrations";
    /// Its schema; empty: the connection's.
    std::string schema;
    /// Executes nothing and only says what would be.
    bool dry_run = false;
    /// Applies also what is numbered lower than a migration that was applied before, instead of refusing to.
    bool out_of_order = false;
    /// Called for each step once it is committed, or with dry_run instead.
    std::function<void(const MigrationStep&)> on_step;
};

/// Takes a database up and down the steps of a folder. Each step is one transaction, of its statements and of the note
/// that it was applied: it is done as a whole or not at all. Any number of processes may start at once: one applies a
/// step while the others wait, and then find it done.
///
/// A file may have one BEGIN and COMMIT, which stand for those of the step: what is before and behind them is executed
/// outside of the transaction, on the same connection. So are the scripts that rebuild SQLite's tables with foreign
/// keys switched off.
///
/// Thread-safe. Cancelling rolls the step back that is under way.
class Migrator {
public:
    Migrator(AsyncEngine engine, MigrationDirectory directory, MigrationOptions options = MigrationOptions());

    /// Applies what is pending, in order, up to `target` if it is given, and returns what was applied here. Throws
    /// MigrationError if the file of an applied migration was edited or is gone, or for a step that fails.
    task<std::vector<MigrationStep>> up(std::optional<std::int64_t> target = {}) const;
    /// Undoes the last `count` that were applied, the highest number first. Throws MigrationError also for one without
    /// a way back; those above it stay undone.
    task<std::vector<MigrationStep>> down(std::size_t count = 1) const;
    /// Undoes all that are numbered higher than `target`; 0: all.
    task<std::vector<MigrationStep>> down_to(std::int64_t target) const;
    /// All that the folder or the database know of, by version. Waits for nobody.
    task<std::vector<MigrationStatus>> status() const;

private:
    class Plan;

    static task<std::vector<MigrationStep>> take_steps(std::shared_ptr<const Plan> plan, MigrationDirection direction,
                                                       std::optional<std::int64_t> target,
                                                       std::optional<std::size_t> count);
    static task<std::vector<MigrationStatus>> read_status(std::shared_ptr<const Plan> plan);

    std::shared_ptr<const Plan> plan_;
};

}  // namespace azoth
