#include "engine/random_fraction.hpp"
#include "migration/applied_migrations.hpp"
#include "migration/checksum.hpp"
#include "migration/migration_run.hpp"
#include "migration/saved_session.hpp"
#include "sql/migration_queries.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/engine/transaction.hpp>
#include <azoth/migration/migrator.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace azoth {

/// What a step is decided by: the files, and what the database says was applied.
class Migrator::Plan {
public:
    Plan(AsyncEngine where, MigrationDirectory files, MigrationOptions given)
        : engine(std::move(where)),
          directory(std::move(files)),
          options(std::move(given)),
          syntax(engine.dialect().quoting() == Quoting::sqlite ? ScriptSyntax::sqlite : ScriptSyntax::postgresql) {}

    /// Throws MigrationError if what was applied is not what lies in the folder.
    void check(const std::vector<AppliedMigration>& rows) const {
        for (const AppliedMigration& row : rows) {
            const Migration* const migration = directory.find(row.version);
            if (migration == nullptr) {
                throw MigrationError("migration " + std::to_string(row.version) + " (" + row.name +
                                     ") was applied, but there is no file of it in " + directory.folder().string());
            }
            if (!row.executed && compare_files(*migration, row.checksum) == RecordedFiles::up_edited) {
                throw MigrationError("the migration " + migration->title() +
                                     " was edited after it was applied; undo the change and write a new migration");
            }
        }
    }
    /// The unfinished one, or null. Throws MigrationError if it was begun in the other direction.
    const Migration* unfinished(const std::vector<AppliedMigration>& rows, MigrationDirection direction,
                                std::optional<MigrationProgress>& progress) const {
        const auto row =
            std::ranges::find_if(rows, [](const AppliedMigration& each) { return each.executed.has_value(); });
        if (row == rows.end()) return nullptr;
        progress = row->progress();
        const Migration& migration = *directory.find(row->version);
        if (progress->undoing != (direction == MigrationDirection::down)) {
            const std::string call = progress->undoing ? "`down`" : "`up`";
            throw MigrationError("the migration " + migration.title() +
                                 " is unfinished: " + std::to_string(progress->executed) +
                                 " statements of it were executed; call " + call + " to go on with the next one");
        }
        return &migration;
    }
    /// The next one to be applied, or null.
    const Migration* next_up(const std::vector<AppliedMigration>& rows, std::optional<std::int64_t> target) const {
        const std::int64_t newest = rows.empty() ? 0 : rows.back().version;
        for (const Migration& migration : directory.migrations()) {
            if (target && migration.version > *target) return nullptr;
            const bool done = std::any_of(rows.begin(), rows.end(), [&](const AppliedMigration& row) {
                return row.version == migration.version;
            });
            if (done) continue;
            if (migration.version < newest && !options.out_of_order) {
                throw MigrationError("the migration " + migration.title() + " comes before " + std::to_string(newest) +
                                     ", which is applied already; give it a higher number, or allow out_of_order");
            }
            return &migration;
        }
        return nullptr;
    }
    /// The one to be undone, or null.
    const Migration* next_down(const std::vector<AppliedMigration>& rows, std::int64_t target) const {
        if (rows.empty() || rows.back().version <= target) return nullptr;
        const Migration& migration = *directory.find(rows.back().version);
        if (!migration.down || split_script(*migration.down, syntax).empty()) {
            throw MigrationError("the migration " + migration.title() + " has no way back");
        }
        const bool edited = compare_files(migration, rows.back().checksum) == RecordedFiles::down_edited;
        if (edited && !options.accept_edited_down) {
            throw MigrationError("the file that undoes the migration " + migration.title() +
                                 " was edited after the migration was applied; look at it, and undo the change or call "
                                 "`down` with accept_edited_down (azoth migrate down --accept-edited-down)");
        }
        return &migration;
    }

    const AsyncEngine engine;
    const MigrationDirectory directory;
    const MigrationOptions options;
    const ScriptSyntax syntax;
};

Migrator::Migrator(AsyncEngine engine, MigrationDirectory directory, MigrationOptions options)
    : plan_(std::make_shared<const Plan>(std::move(engine), std::move(directory), std::move(options))) {}

task<std::vector<MigrationStep>> Migrator::up(std::optional<std::int64_t> target) const {
    return take_steps(plan_, MigrationDirection::up, target, {});
}

task<std::vector<MigrationStep>> Migrator::down(std::size_t count) const {
    return take_steps(plan_, MigrationDirection::down, 0, count);
}

task<std::vector<MigrationStep>> Migrator::down_to(std::int64_t target) const {
    return take_steps(plan_, MigrationDirection::down, target, {});
}

namespace {

task<std::string> schema_of(AsyncConnection& connection, const MigrationOptions& options) {
    if (!options.schema.empty()) co_return options.schema;
    std::string schema = co_await AppliedMigrations::find_schema(connection, options.table);
    co_await connection.rollback();
    co_return schema;
}

}  // namespace

/// What one call of a Migrator does on one connection.
class Migrator::Work {
public:
    Work(std::shared_ptr<const Plan> plan, MigrationDirection direction, std::optional<std::int64_t> target,
         AsyncConnection& connection, const std::string& schema)
        : plan_(std::move(plan)),
          direction_(direction),
          target_(target),
          connection_(connection),
          applied_(plan_->options.table, schema),
          session_(connection) {}

    const std::vector<MigrationStep>& steps() const noexcept { return steps_; }

    task<void> begin() { return session_.save(); }
    /// Gives the session its settings back, or closes the connection.
    task<void> restore() {
        // A transaction that failed is rolled back first, also if this coroutine was cancelled.
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
        bool failed = false;
        try {
            co_await connection_.rollback();
            co_await session_.restore();
        } catch (...) {
            failed = true;
        }
        if (failed) connection_.invalidate();
    }
    /// Takes one, and returns whether there was one to take.
    task<bool> take_step() {
        std::size_t failures = 0;
        while (true) {
            std::exception_ptr failure;
            std::optional<bool> taken;
            try {
                taken = co_await try_step();
            } catch (const MigrationError&) {
                failure = std::current_exception();
            }
            if (taken) {
                failures = 0;
                if (!*taken) co_return false;
                if (told_) co_return true;
                continue;
            }
            if (!is_inside_ || !got_no_lock(failure) || failures == plan_->options.lock_retries)
                std::rethrow_exception(failure);
            co_await connection_.rollback();
            co_await session_.restore();
            const auto delay = delay_after(failures);
            ++failures;
            co_await detail::pause(delay);
        }
    }
    task<bool> pretend_step() {
        if (steps_.empty()) {
            const AsyncTransaction transaction = co_await connection_.begin();
            const bool exists = co_await applied_.exists(connection_);
            if (exists) rows_ = co_await applied_.read(connection_);
        }
        const std::unique_ptr<MigrationRun> run = next_run(rows_);
        if (run == nullptr) co_return false;
        const Migration& migration = run->migration();
        std::erase_if(rows_, [&](const AppliedMigration& row) { return row.version == migration.version; });
        if (direction_ == MigrationDirection::up) {
            rows_.push_back({migration.version, migration.name, migration.checksum, {}, std::nullopt});
            std::ranges::sort(rows_, by_version);
        }
        tell(run->step());
        co_return true;
    }

private:
    // Only what the server rolled back because of a lock is repeated.
    static bool got_no_lock(const std::exception_ptr& failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& outer) {
            try {
                std::rethrow_if_nested(outer);
            } catch (const StatementError& error) {
                const bool lock = error.sqlstate() == "55P03" || error.sqlstate() == "40P01";
                return lock && error.outcome() != Outcome::committed && error.outcome() != Outcome::unknown;
            } catch (...) {
                return false;
            }
        }
        return false;
    }
    std::chrono::milliseconds delay_after(std::size_t failures) const {
        const double first = static_cast<double>(plan_->options.lock_retry_delay.count());
        const double grown = first * static_cast<double>(1U << std::min<std::size_t>(failures, 5));
        return std::chrono::milliseconds(static_cast<std::int64_t>(grown * (0.5 + detail::random_fraction())));
    }
    void tell(MigrationStep step) {
        if (plan_->options.on_step) plan_->options.on_step(step);
        steps_.push_back(std::move(step));
        told_ = true;
    }

    std::unique_ptr<MigrationRun> next_run(const std::vector<AppliedMigration>& rows) {
        plan_->check(rows);
        std::optional<MigrationProgress> progress;
        const Migration* migration = plan_->unfinished(rows, direction_, progress);
        if (migration == nullptr) {
            migration = direction_ == MigrationDirection::up ? plan_->next_up(rows, target_)
                                                             : plan_->next_down(rows, target_.value_or(0));
        }
        if (migration == nullptr) return nullptr;
        return std::make_unique<MigrationRun>(connection_, applied_, *migration, direction_, plan_->syntax, progress);
    }
    task<std::unique_ptr<MigrationRun>> find_run() {
        co_await applied_.create(connection_);
        const std::vector<AppliedMigration> rows = co_await applied_.read(connection_);
        std::unique_ptr<MigrationRun> run = next_run(rows);
        renewed_ = false;
        if (direction_ == MigrationDirection::up) co_await renew_checksums(rows);
        co_return run;
    }
    // Former versions recorded nothing of the way back.
    task<void> renew_checksums(const std::vector<AppliedMigration>& rows) {
        for (const AppliedMigration& row : rows) {
            const Migration& migration = *plan_->directory.find(row.version);
            if (row.executed || compare_files(migration, row.checksum) != RecordedFiles::former) continue;
            co_await applied_.renew_checksum(connection_, migration);
            renewed_ = true;
        }
    }
    task<void> limit_waiting() {
        const auto limit = plan_->options.lock_timeout;
        if (limit.count() <= 0) co_return;
        std::string sql = plan_->engine.dialect().migration_queries().limit_waiting(limit);
        if (sql.empty()) co_return;
        co_await connection_.exec_driver_sql(std::move(sql));
    }
    task<bool> try_step() {
        told_ = false;
        is_inside_ = false;
        // A connection executes nothing else while the object of a transaction that has ended is there.
        std::optional<AsyncTransaction> transaction;
        transaction.emplace(co_await begin_alone(connection_));
        std::unique_ptr<MigrationRun> run = co_await find_run();
        if (run == nullptr) {
            if (renewed_) {
                co_await transaction->commit();
            } else {
                co_await transaction->rollback();
            }
            co_return false;
        }
        std::optional<AdvisoryLock> lock;
        if (run->has_outside()) {
            lock = co_await lock_outside(connection_);
            co_await transaction->commit();
            transaction.reset();
            co_await run->before();
            transaction.emplace(co_await begin_alone(connection_));
            // Where there is no lock, another process may have been faster.
            const std::unique_ptr<MigrationRun> again = co_await find_run();
            const bool same = again != nullptr && again->migration().version == run->migration().version &&
                              again->progress() == run->progress();
            if (!same) {
                co_await transaction->rollback();
                transaction.reset();
                co_await session_.restore();
                co_return true;
            }
        }
        co_await limit_waiting();
        is_inside_ = true;
        co_await run->inside();
        co_await run->commit(*transaction);
        transaction.reset();
        is_inside_ = false;
        co_await run->after();
        if (lock) co_await lock->unlock();
        co_await session_.restore();
        tell(run->step());
        co_return true;
    }

    std::shared_ptr<const Plan> plan_;
    MigrationDirection direction_;
    std::optional<std::int64_t> target_;
    AsyncConnection& connection_;
    AppliedMigrations applied_;
    SavedSession session_;
    std::vector<MigrationStep> steps_;
    std::vector<AppliedMigration> rows_;  // what dry_run takes for applied
    bool told_ = false;
    bool renewed_ = false;    // checksums, in the transaction of a step
    bool is_inside_ = false;  // the transaction of a step
};

task<std::vector<MigrationStep>> Migrator::take_steps(std::shared_ptr<const Plan> plan, MigrationDirection direction,
                                                      std::optional<std::int64_t> target,
                                                      std::optional<std::size_t> count) {
    AsyncConnection connection = co_await plan->engine.connect("azoth migrations");
    const std::string schema = co_await schema_of(connection, plan->options);
    Work work(plan, direction, target, connection, schema);
    co_await work.begin();
    std::exception_ptr failure;
    try {
        while (!count || work.steps().size() < *count) {
            bool more = false;
            if (plan->options.dry_run) {
                more = co_await work.pretend_step();
            } else {
                more = co_await work.take_step();
            }
            if (!more) break;
        }
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        co_await work.restore();
        std::rethrow_exception(failure);
    }
    co_return work.steps();
}

task<std::vector<MigrationStatus>> Migrator::status() const { return read_status(plan_); }

task<std::vector<MigrationStatus>> Migrator::read_status(std::shared_ptr<const Plan> plan) {
    AsyncConnection connection = co_await plan->engine.connect("azoth migrations");
    const std::string schema = co_await schema_of(connection, plan->options);
    const AppliedMigrations applied(plan->options.table, schema);
    const AsyncTransaction transaction = co_await connection.begin();
    std::vector<AppliedMigration> rows;
    const bool exists = co_await applied.exists(connection);
    if (exists) rows = co_await applied.read(connection);

    std::vector<MigrationStatus> all;
    for (const AppliedMigration& row : rows) {
        MigrationStatus status;
        status.version = row.version;
        status.name = row.name;
        status.state = MigrationState::missing;
        status.applied_at = row.applied_at;
        if (const Migration* const migration = plan->directory.find(row.version)) {
            const RecordedFiles files = compare_files(*migration, row.checksum);
            status.state = files == RecordedFiles::up_edited ? MigrationState::edited : MigrationState::applied;
            status.down_edited = files == RecordedFiles::down_edited;
            status.name = migration->name;
            status.has_down = migration->down.has_value();
        }
        if (const std::optional<MigrationProgress> progress = row.progress()) {
            status.state = MigrationState::unfinished;
            status.down_edited = false;
            status.executed = progress->executed;
            status.direction = progress->undoing ? MigrationDirection::down : MigrationDirection::up;
        }
        all.push_back(std::move(status));
    }
    for (const Migration& migration : plan->directory.migrations()) {
        const bool known = std::any_of(rows.begin(), rows.end(),
                                       [&](const AppliedMigration& row) { return row.version == migration.version; });
        if (known) continue;
        MigrationStatus status;
        status.version = migration.version;
        status.name = migration.name;
        status.has_down = migration.down.has_value();
        all.push_back(std::move(status));
    }
    std::sort(all.begin(), all.end(),
              [](const MigrationStatus& a, const MigrationStatus& b) { return a.version < b.version; });
    co_return all;
}

}  // namespace azoth
