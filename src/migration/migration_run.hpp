#pragma once

#include "migration/applied_migrations.hpp"
#include "migration/migration_script.hpp"
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/error.hpp>
#include <azoth/migration/migrator.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace azoth {

/// Begins a transaction while no other process takes a step or executes statements of one outside of its transaction.
task<AsyncTransaction> begin_alone(AsyncConnection& connection);
/// Called in such a transaction: keeps other processes from their steps until the lock is released. Empty if the
/// database has no advisory locks.
task<std::optional<AdvisoryLock>> lock_outside(AsyncConnection& connection);

/// One step on one connection. In this order: before(), outside of a transaction; inside(), in a transaction that the
/// caller begins and commits; after(), outside again. Errors are MigrationErrors that describe how much of the step was
/// done.
class MigrationRun {
public:
    /// `executed`: what was executed of an unfinished script. Throws MigrationError if these statements were edited
    /// since.
    MigrationRun(AsyncConnection& connection, const AppliedMigrations& applied, const Migration& migration,
                 MigrationDirection direction, ScriptSyntax syntax, const std::optional<MigrationProgress>& progress);

    const Migration& migration() const noexcept { return migration_; }
    /// Whether the script has statements outside of its transaction.
    bool has_outside() const noexcept { return script_.begin > 0 || script_.end < script_.all.size(); }
    /// What is recorded of it.
    const std::optional<MigrationProgress>& progress() const noexcept { return progress_; }
    /// The step, as it is shown to the user.
    MigrationStep step() const;

    task<void> before();
    task<void> inside();
    task<void> commit(AsyncTransaction& transaction);
    task<void> after();

private:
    std::size_t executed() const noexcept { return progress_ ? progress_->executed : 0; }
    bool undoing() const noexcept { return direction_ == MigrationDirection::down; }
    task<void> execute_outside(std::size_t statement);
    task<void> note(std::size_t executed);
    task<void> note_done();
    task<void> note_outside(std::size_t executed);
    [[noreturn]] void fail(std::size_t statement, const Error& error) const;

    AsyncConnection& connection_;
    const AppliedMigrations& applied_;
    const Migration& migration_;
    MigrationDirection direction_;
    MigrationScript script_;
    std::optional<MigrationProgress> progress_;
    std::size_t first_;  // the first statement of this run
    bool committed_ = false;
};

}  // namespace azoth
