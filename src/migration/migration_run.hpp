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

/// The transaction in which no other process takes a step or has statements of one executed outside of its transaction.
task<AsyncTransaction> begin_alone(AsyncConnection& connection);
/// In such a transaction: what keeps others from theirs until it is released. Nothing where there are no advisory
/// locks.
task<std::optional<AdvisoryLock>> lock_outside(AsyncConnection& connection);

/// One step on one connection. In this order: before(), outside of a transaction, and then, in one that the caller
/// begins and commits, inside(); after(), outside again. Errors are MigrationErrors that say what of the step was done.
class MigrationRun {
public:
    /// `executed`: what was executed of an unfinished script. Throws MigrationError if that was edited since.
    MigrationRun(AsyncConnection& connection, const AppliedMigrations& applied, const Migration& migration,
                 MigrationDirection direction, ScriptSyntax syntax, const std::optional<MigrationProgress>& progress);

    const Migration& migration() const noexcept { return migration_; }
    /// Whether the script has statements outside of its transaction.
    bool has_outside() const noexcept { return script_.begin > 0 || script_.end < script_.all.size(); }
    /// What is recorded of it now.
    const std::optional<MigrationProgress>& progress() const noexcept { return progress_; }
    /// What is to be done, as it is shown to the user.
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
