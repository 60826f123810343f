#include "cli/command.hpp"
#include "cli/database_url.hpp"
#include "cli/options.hpp"
#include "cli/run.hpp"
#include "cli/terminal.hpp"
#include <azoth/migration.hpp>

#include <cstdint>
#include <functional>
#include <iostream>
#include <string_view>
#include <utility>

namespace azoth::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view migrate_usage = "migrate up|down|status URL or new NAME [--folder FOLDER]";

std::string_view name_of(MigrationState state) noexcept {
    switch (state) {
        case MigrationState::pending: return "pending";
        case MigrationState::applied: return "applied";
        case MigrationState::edited: return "edited since it was applied";
        case MigrationState::missing: return "applied, but its file is missing";
        case MigrationState::unfinished: return "unfinished";
    }
    return "";
}

void print_step(const MigrationStep& step, bool dry_run) {
    std::cout << (step.direction == MigrationDirection::up ? "up   " : "down ") << step.version << ' '
              << shown(step.name) << std::endl;
    if (!dry_run) return;
    for (const std::string& statement : step.statements) std::cout << shown_sql(statement) << ";\n";
}

MigrationOptions options_of(const po::variables_map& values) {
    MigrationOptions options;
    options.table = values["table"].as<std::string>();
    options.dry_run = values.count("dry-run") != 0;
    options.out_of_order = values.count("out-of-order") != 0;
    options.accept_edited_down = values.count("accept-edited-down") != 0;
    options.on_step = [dry_run = options.dry_run](const MigrationStep& step) { print_step(step, dry_run); };
    return options;
}

task<void> up(const Migrator& migrator, const po::variables_map& values) {
    std::optional<std::int64_t> target;
    if (values.count("to") != 0) target = values["to"].as<std::int64_t>();
    co_await migrator.up(target);
}

task<void> down(const Migrator& migrator, const po::variables_map& values) {
    if (values.count("to") != 0) {
        co_await migrator.down_to(values["to"].as<std::int64_t>());
    } else {
        co_await migrator.down(values["count"].as<std::size_t>());
    }
}

task<void> status(const Migrator& migrator, const po::variables_map&) {
    for (const MigrationStatus& one : co_await migrator.status()) {
        std::cout << one.version << ' ' << shown(one.name) << ": " << name_of(one.state);
        if (one.state == MigrationState::unfinished) {
            std::cout << ", " << one.executed << " statements executed; continue with "
                      << (one.direction == MigrationDirection::up ? "up" : "down");
        }
        if (one.down_edited) std::cout << ", its down file was edited since";
        std::cout << '\n';
    }
}

int create(const po::variables_map& values) {
    if (values.count("url") == 0) throw UsageError("the name of the migration is missing: azoth migrate new NAME");
    const auto [up_file, down_file] =
        MigrationDirectory::create(values["folder"].as<std::string>(), values["url"].as<std::string>());
    std::cout << up_file.string() << '\n' << down_file.string() << '\n';
    return 0;
}

int run_migrate(const std::vector<std::string>& arguments) {
    po::options_description options("options");
    options.add_options()("folder,f", po::value<std::string>()->default_value("migrations"),
                          "where the files are: 0001_name.up.sql, 0001_name.down.sql")(
        "to", po::value<std::int64_t>(), "the version to go up or down to; 0: undo all")(
        "count,n", po::value<std::size_t>()->default_value(1), "how many steps to go down")(
        "table", po::value<std::string>()->default_value(MigrationOptions().table), "the table of applied migrations")(
        "dry-run", "show the SQL and execute nothing")("out-of-order",
                                                       "also apply migrations numbered lower than applied ones")(
        "accept-edited-down", "also use down files that were edited since their migrations were applied");
    const std::string action = arguments.empty() ? std::string() : arguments.front();
    std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
    if (action == "--help" || action == "-h") rest = {action};
    const auto parsed = parse(rest, std::string(migrate_usage), options);
    if (!parsed) return 0;
    const po::variables_map& values = *parsed;
    if (action == "new") return create(values);

    static constexpr std::pair<std::string_view, task<void> (*)(const Migrator&, const po::variables_map&)> actions[] =
        {{"up", up}, {"down", down}, {"status", status}};
    for (const auto& [name, act] : actions) {
        if (action != name) continue;
        const std::string url = database_url(values, std::string(migrate_usage));
        const MigrationDirectory directory(values["folder"].as<std::string>());
        run_with_engine(url, [&, work = act](AsyncEngine& engine) -> task<void> {
            const Migrator migrator(engine, directory, options_of(values));
            co_await work(migrator, values);
        });
        return 0;
    }
    throw UsageError("azoth " + std::string(migrate_usage));
}

}  // namespace

const Command migrate{"migrate", "apply and undo numbered SQL files", run_migrate};

}  // namespace azoth::cli
