#include "engine/connection_state.hpp"
#include "migration/applied_migrations.hpp"
#include "migration/migration_script.hpp"
#include "migration/sql_script.hpp"
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/migration/migrator.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace azoth {
namespace {

/// Whoever takes steps holds this lock, in every database the same.
constexpr std::string_view lock_name = "azoth migrations";

MigrationScript script_of(const Migration& migration, MigrationDirection direction) {
    return read_script(migration, direction == MigrationDirection::up ? migration.up : migration.down.value_or(""));
}

}  // namespace

MigrationOptions::MigrationOptions() = default;

/// What a step is decided by: the files, and what the database says was applied.
class Migrator::Plan {
public:
    Plan(AsyncEngine where, MigrationDirectory files, MigrationOptions given)
        : engine(std::move(where)),
          directory(std::move(files)),
          options(std::move(given)),
          applied(options.table, options.schema) {}

    /// Throws MigrationError if what was applied is not what lies in the folder.
    void check(const std::vector<AppliedMigration>& rows) const {
        for (const AppliedMigration& row : rows) {
            const Migration* const migration = directory.find(row.version);
            if (migration == nullptr) {
                throw MigrationError("migration " + std::to_string(row.version) + " (" + row.name +
                                     ") was applied, but there is no file of it in " + directory.folder().string());
            }
            if (migration->checksum != row.checksum) {
                throw MigrationError("the migration " + migration->title() +
                                     " was edited after it was applied; undo the change and write a new migration");
            }
        }
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
        if (!migration.down || split_script(*migration.down).empty()) {
            throw MigrationError("the migration " + migration.title() + " has no way back");
        }
        return &migration;
    }

    const AsyncEngine engine;
    const MigrationDirectory directory;
    const MigrationOptions options;
    const AppliedMigrations applied;
};

namespace {

/// The transaction in which no other process takes a step.
task<AsyncTransaction> begin_alone(AsyncConnection& connection) {
    const SessionCommands& commands = detail::ConnectionAccess::state(connection)->commands();
    AsyncTransaction transaction = co_await connection.begin(commands.lone_transaction());
    const bool has_locks = !commands.advisory_unlock_all().empty();
    if (has_locks) co_await advisory_transaction_lock(connection, lock_name);
    co_return transaction;
}

[[noreturn]] void throw_failed(const Migration& migration, std::size_t index, std::size_t count,
                               const std::exception& error) {
    std::string message = "the migration " + migration.title() + " failed, and nothing of it was done";
    if (count > 1) message.append(" (statement ").append(std::to_string(index + 1)).append(")");
    message.append(": ").append(error.what());
    std::throw_with_nested(MigrationError(message));
}

task<void> execute(AsyncConnection& connection, const Migration& migration,
                   const std::vector<std::string>& statements) {
    for (std::size_t i = 0; i < statements.size(); ++i) {
        try {
            co_await connection.exec_driver_sql(statements[i]);
        } catch (const StatementError& error) {
            throw_failed(migration, i, statements.size(), error);
        }
    }
}

/// What a step has to have executed around its transaction. A connection that it can't be executed on any more isn't
/// used by anybody else.
class Surroundings {
public:
    explicit Surroundings(AsyncConnection& connection) noexcept : connection_(connection) {}
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    ~Surroundings() {
        if (!after_.empty()) connection_.invalidate();
    }

    /// Whether they are those of the step, which may have none.
    bool are_of(const Migration& migration, const MigrationScript& script) const noexcept {
        return entered_ ? *entered_ == migration.version : script.before.empty() && script.after.empty();
    }
    task<void> enter(const Migration& migration, MigrationScript script) {
        entered_ = migration.version;
        after_ = std::move(script.after);
        for (std::size_t i = 0; i < script.before.size(); ++i) {
            try {
                co_await execute(script.before[i]);
            } catch (const StatementError& error) {
                throw_failed(migration, i, script.before.size() + script.statements.size(), error);
            }
        }
    }
    task<void> leave() {
        for (const std::string& statement : after_) co_await execute(statement);
        after_.clear();
        entered_.reset();
    }

private:
    task<void> execute(std::string statement) {
        return detail::control_outside(detail::ConnectionAccess::state(connection_), std::move(statement));
    }

    AsyncConnection& connection_;
    std::optional<std::int64_t> entered_;
    std::vector<std::string> after_;
};

}  // namespace

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

task<std::vector<MigrationStep>> Migrator::take_steps(std::shared_ptr<const Plan> plan, MigrationDirection direction,
                                                      std::optional<std::int64_t> target,
                                                      std::optional<std::size_t> count) {
    std::vector<MigrationStep> steps;
    std::vector<AppliedMigration> pretended;  // what dry_run takes for done
    AsyncConnection connection = co_await plan->engine.connect("azoth migrations");
    Surroundings surroundings(connection);
    while (!count || steps.size() < *count) {
        AsyncTransaction transaction = co_await begin_alone(connection);
        std::vector<AppliedMigration> rows;
        if (plan->options.dry_run && !steps.empty()) {
            rows = pretended;
        } else {
            co_await plan->applied.create(connection);
            rows = co_await plan->applied.read(connection);
            plan->check(rows);
        }
        const bool up = direction == MigrationDirection::up;
        const Migration* const migration = up ? plan->next_up(rows, target) : plan->next_down(rows, target.value_or(0));
        if (migration == nullptr) {
            co_await transaction.rollback();
            break;
        }

        MigrationScript script = script_of(*migration, direction);
        MigrationStep step{migration->version, migration->name, direction, script.all()};
        if (!plan->options.dry_run && !surroundings.are_of(*migration, script)) {
            // Only possible outside of the transaction; what is to be done is looked up again in the next one.
            co_await transaction.rollback();
            co_await surroundings.leave();
            co_await surroundings.enter(*migration, std::move(script));
            continue;
        }
        if (plan->options.dry_run) {
            if (up) {
                rows.push_back({migration->version, migration->name, migration->checksum, {}});
                std::sort(rows.begin(), rows.end(), by_version);
            } else {
                rows.pop_back();
            }
            pretended = std::move(rows);
            co_await transaction.rollback();
        } else {
            co_await execute(connection, *migration, script.statements);
            if (up) {
                co_await plan->applied.add(connection, *migration);
            } else {
                co_await plan->applied.remove(connection, *migration);
            }
            co_await transaction.commit();
            co_await surroundings.leave();
        }
        if (plan->options.on_step) plan->options.on_step(step);
        steps.push_back(std::move(step));
    }
    co_await surroundings.leave();
    co_return steps;
}

task<std::vector<MigrationStatus>> Migrator::status() const { return read_status(plan_); }

task<std::vector<MigrationStatus>> Migrator::read_status(std::shared_ptr<const Plan> plan) {
    AsyncConnection connection = co_await plan->engine.connect("azoth migrations");
    const AsyncTransaction transaction = co_await connection.begin();
    std::vector<AppliedMigration> rows;
    if (co_await plan->applied.exists(connection)) rows = co_await plan->applied.read(connection);

    std::vector<MigrationStatus> all;
    for (const AppliedMigration& row : rows) {
        MigrationStatus status{row.version, row.name, MigrationState::missing, row.applied_at, false};
        if (const Migration* const migration = plan->directory.find(row.version)) {
            status.state = migration->checksum == row.checksum ? MigrationState::applied : MigrationState::edited;
            status.name = migration->name;
            status.has_down = migration->down.has_value();
        }
        all.push_back(std::move(status));
    }
    for (const Migration& migration : plan->directory.migrations()) {
        const bool known = std::any_of(rows.begin(), rows.end(),
                                       [&](const AppliedMigration& row) { return row.version == migration.version; });
        if (known) continue;
        all.push_back(
            {migration.version, migration.name, MigrationState::pending, std::nullopt, migration.down.has_value()});
    }
    std::sort(all.begin(), all.end(),
              [](const MigrationStatus& a, const MigrationStatus& b) { return a.version < b.version; });
    co_return all;
}

}  // namespace azoth
