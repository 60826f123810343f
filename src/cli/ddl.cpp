#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/run.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/ddl_script.hpp>
#include <azoth/driver/dialect.hpp>
#include <azoth/reflection/reflect.hpp>

#include <iostream>

namespace azoth::cli {
namespace {

namespace po = boost::program_options;

int run_ddl(const std::vector<std::string>& arguments) {
    po::options_description options("options");
    options.add_options()("schema", po::value<std::string>(), "the schema; by default what is found without one")(
        "drop", "the statements that drop it, instead of those that create it");
    const auto values = parse(arguments, "ddl", "URL", options);
    if (values.empty()) return 0;
    const auto& url = values["url"].as<std::string>();
    MetaData metadata(values.count("schema") != 0 ? values["schema"].as<std::string>() : std::string());
    run_connected(url, [&](AsyncConnection& connection) -> task<void> {
        const ReflectOptions reading = ReflectOptions().views();
        co_await azoth::reflect(metadata, connection, reading);
    });
    const Dialect& dialect = find_backend(Url::parse(url)).dialect();
    std::cout << (values.count("drop") != 0 ? drop_script(metadata, dialect) : ddl_script(metadata, dialect));
    return 0;
}

}  // namespace

const Command ddl{"ddl", "show the SQL that creates a database's schema", run_ddl};

}  // namespace azoth::cli
