#include "migration/migration_run.hpp"

#include "engine/connection_access.hpp"
#include "engine/transaction_control.hpp"
#include "types/ascii.hpp"
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/engine/transaction.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace azoth {
namespace {

/// Whoever takes steps holds this lock, in every database the same.
constexpr std::string_view steps_lock = "azoth migrations";
/// Held by a session from before the first statement outside of a transaction to after the last one.
constexpr std::string_view outside_lock = "azoth migrations outside of a transaction";

const std::string& script_text(const Migration& migration, MigrationDirection direction) {
    static const std::string none;
    if (direction == MigrationDirection::up) return migration.up;
    return migration.down ? *migration.down : none;
}

std::string counted(std::size_t count) { return std::to_string(count) + (count == 1 ? " statement" : " statements"); }

}  // namespace

// A transaction that waits for a lock would stop CREATE INDEX CONCURRENTLY, which waits for all transactions: so nobody
// waits for the second lock.
task<AsyncTransaction> begin_alone(AsyncConnection& connection) {
    constexpr std::chrono::milliseconds longest(500);
    std::chrono::milliseconds wait(10);
    const SessionCommands& commands = detail::ConnectionAccess::state(connection)->commands();
    const bool has_locks = !commands.advisory_unlock_all().empty();
    while (true) {
        AsyncTransaction transaction = co_await connection.begin(commands.lone_transaction());
        if (!has_locks) co_return transaction;
        co_await advisory_transaction_lock(connection, steps_lock);
        const bool alone = co_await try_advisory_transaction_lock(connection, outside_lock);
        if (alone) co_return transaction;
        co_await transaction.rollback();
        co_await detail::pause(wait);
        wait = std::min(wait * 2, longest);
    }
}

task<std::optional<AdvisoryLock>> lock_outside(AsyncConnection& connection) {
    std::optional<AdvisoryLock> lock;
    const bool has_locks = !detail::ConnectionAccess::state(connection)->commands().advisory_unlock_all().empty();
    if (has_locks) lock = co_await try_advisory_lock(connection, outside_lock);
    co_return lock;
}

MigrationRun::MigrationRun(AsyncConnection& connection, const AppliedMigrations& applied, const Migration& migration,
                           MigrationDirection direction, ScriptSyntax syntax,
                           const std::optional<MigrationProgress>& progress)
    : connection_(connection),
      applied_(applied),
      migration_(migration),
      direction_(direction),
      script_(read_script(migration, script_text(migration, direction), syntax)),
      progress_(progress),
      first_(executed()) {
    if (progress && (script_.all.size() < first_ || !script_.has_checksum(first_, progress->checksum))) {
        throw MigrationError("the migration " + migration.title() + " is unfinished, and its first " + counted(first_) +
                             ", which can't be undone, were edited since they were executed; undo that change, and "
                             "edit only what follows them");
    }
}

MigrationStep MigrationRun::step() const {
    const auto begin = script_.all.begin() + static_cast<std::ptrdiff_t>(first_);
    return MigrationStep{migration_.version, migration_.name, direction_,
                         std::vector<std::string>(begin, script_.all.end())};
}

task<void> MigrationRun::before() {
    for (std::size_t i = 0; i < script_.begin; ++i) {
        const bool setting = script_.is_setting(i);
        if (i < first_ && !setting) continue;
        co_await execute_outside(i);
        if (!setting) co_await note_outside(i + 1);
    }
}

task<void> MigrationRun::inside() {
    for (std::size_t i = std::max(script_.begin, first_); i < script_.end; ++i) {
        try {
            co_await connection_.exec_driver_sql(script_.all[i]);
        } catch (const Error& error) {
            fail(i, error);
        }
    }
    if (script_.has_work_outside(std::max(script_.end, first_))) {
        co_await note(std::max(script_.end, first_));
    } else {
        co_await note_done();
    }
}

task<void> MigrationRun::commit(AsyncTransaction& transaction) {
    try {
        co_await transaction.commit();
        committed_ = true;
    } catch (const Error& error) {
        fail(script_.end, error);
    }
    if (script_.has_work_outside(std::max(script_.end, first_))) {
        const std::size_t done = std::max(script_.end, first_);
        progress_ = MigrationProgress{done, undoing(), script_.checksum(done)};
    }
}

task<void> MigrationRun::after() {
    for (std::size_t i = script_.end; i < script_.all.size(); ++i) {
        const bool setting = script_.is_setting(i);
        if (i < first_ && !setting) continue;
        co_await execute_outside(i);
        if (!setting) co_await note_outside(i + 1);
    }
}

task<void> MigrationRun::execute_outside(std::size_t statement) {
    try {
        co_await detail::control_outside(detail::ConnectionAccess::state(connection_), script_.all[statement]);
    } catch (const Error& error) {
        fail(statement, error);
    }
}

task<void> MigrationRun::note(std::size_t executed) {
    return applied_.add_progress(connection_, migration_,
                                 MigrationProgress{executed, undoing(), script_.checksum(executed)});
}

task<void> MigrationRun::note_done() {
    co_await applied_.remove(connection_, migration_);
    if (!undoing()) co_await applied_.add(connection_, migration_);
}

task<void> MigrationRun::note_outside(std::size_t executed) {
    const SessionCommands& commands = detail::ConnectionAccess::state(connection_)->commands();
    try {
        AsyncTransaction transaction = co_await connection_.begin(commands.lone_transaction());
        if (executed < script_.end || script_.has_work_outside(executed)) {
            co_await note(executed);
        } else {
            co_await note_done();
        }
        co_await transaction.commit();
    } catch (const Error& error) {
        std::throw_with_nested(MigrationError("the migration " + migration_.title() + ": " + counted(executed) +
                                              " were executed, but that can't be recorded: " + error.what()));
    }
    progress_ = MigrationProgress{executed, undoing(), script_.checksum(executed)};
}

void MigrationRun::fail(std::size_t statement, const Error& error) const {
    const auto* const reported = dynamic_cast<const StatementError*>(&error);
    const std::string call = undoing() ? "`down`" : "`up`";
    std::string message = "the migration " + migration_.title();
    const bool commits = statement == script_.end && !committed_;
    const bool open = !committed_ && reported != nullptr && reported->outcome() == Outcome::unknown && commits;
    if (open) {
        message += " failed at its COMMIT, and it is not known whether it was committed; call " + call + " again";
    } else if (!progress_ && !(committed_ && statement >= script_.end)) {
        message += " failed, and nothing of it was done";
    } else if (!progress_) {
        message += undoing() ? " was undone, but a statement after its COMMIT failed"
                             : " was applied, but a statement after its COMMIT failed";
    } else {
        message += " is unfinished: " + counted(progress_->executed) + " of " + std::to_string(script_.all.size()) +
                   " can't be rolled back any more; remove the cause of this error, or edit the file from the next "
                   "statement on, and call " +
                   call + " again, which goes on with that statement";
        const std::string text =
            statement < script_.all.size() ? ascii::to_upper(script_.all[statement]) : std::string();
        if (text.find("CONCURRENTLY") != std::string::npos && text.find("INDEX") != std::string::npos) {
            message += ". Drop the invalid index first that PostgreSQL may have left";
        }
    }
    if (commits && !open) {
        message += " (COMMIT)";
    } else if (!commits && script_.all.size() > 1) {
        message += " (statement " + std::to_string(statement + 1) + ')';
    }
    std::throw_with_nested(MigrationError(message + ": " + error.what()));
}

}  // namespace azoth
