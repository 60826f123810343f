#include "cli/command.hpp"
#include "cli/database_url.hpp"
#include "cli/options.hpp"
#include "cli/run.hpp"
#include "cli/terminal.hpp"
#include <azoth/driver/url.hpp>

#include <chrono>
#include <iostream>

namespace azoth::cli {
namespace {

int run_ping(const std::vector<std::string>& arguments) {
    boost::program_options::options_description options("options");
    add_timeout(options);
    const std::string usage = "ping URL";
    const auto values = parse(arguments, usage, options);
    if (!values) return 0;
    const std::string url = database_url(*values, usage);
    const auto begin = std::chrono::steady_clock::now();
    run_connected(url, timeout_of(*values),
                  [](AsyncConnection& connection) -> task<void> { co_await connection.exec_driver_sql("SELECT 1"); });
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    std::cout << shown(Url::parse(url).render()) << " answers, " << static_cast<double>(took.count()) / 1000 << " ms\n";
    return 0;
}

}  // namespace

const Command ping{"ping", "connect to a database and execute a query", run_ping};

}  // namespace azoth::cli
