#include "cli/command.hpp"
#include "cli/database_url.hpp"
#include "cli/options.hpp"
#include "cli/run.hpp"
#include "cli/terminal.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/reflection/reflect.hpp>
#include <azoth/sql/ddl_script.hpp>
#include <azoth/sql/dialect.hpp>

#include <iostream>

namespace azoth::cli {
namespace {

namespace po = boost::program_options;

int run_ddl(const std::vector<std::string>& arguments) {
    po::options_description options("options");
    options.add_options()("schema", po::value<std::string>(), "the schema; by default the search path's")(
        "drop", "the statements that drop it, instead of those that create it");
    add_timeout(options);
    const std::string usage = "ddl URL";
    const auto parsed = parse(arguments, usage, options);
    if (!parsed) return 0;
    const po::variables_map& values = *parsed;
    const std::string url = database_url(values, usage);
    MetaData metadata(values.count("schema") != 0 ? values["schema"].as<std::string>() : std::string());
    run_connected(url, timeout_of(values), [&](AsyncConnection& connection) -> task<void> {
        const ReflectOptions reading{.views = true};
        co_await azoth::reflect(metadata, connection, reading);
    });
    const Dialect& dialect = find_backend(Url::parse(url)).dialect();
    std::cout << shown_sql(values.count("drop") != 0 ? drop_script(metadata, dialect) : ddl_script(metadata, dialect));
    return 0;
}

}  // namespace

const Command ddl{"ddl", "show the SQL that creates a database's schema", run_ddl};

}  // namespace azoth::cli
