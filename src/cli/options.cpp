#include "cli/options.hpp"

#include "cli/command.hpp"
#include "cli/database_url.hpp"

#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>

#include <cmath>
#include <cstdint>
#include <iostream>

namespace azoth::cli {

namespace po = boost::program_options;

std::optional<po::variables_map> parse(const std::vector<std::string>& arguments, const std::string& usage,
                                       const po::options_description& options) {
    po::options_description all;
    all.add(options).add_options()("url-file", po::value<std::string>(), "the file whose first line is the URL")(
        "help,h", "show this text");
    po::options_description hidden;
    hidden.add_options()("url", po::value<std::string>());
    po::options_description known;
    known.add(all).add(hidden);
    po::positional_options_description positional;
    positional.add("url", 1);
    po::variables_map values;
    try {
        po::store(po::command_line_parser(arguments).options(known).positional(positional).run(), values);
        po::notify(values);
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    if (values.count("help") != 0) {
        std::cout << "usage: azoth " << usage << "\n\n" << all << '\n' << url_help << '\n';
        return std::nullopt;
    }
    return values;
}

void add_timeout(po::options_description& options) {
    options.add_options()("timeout", po::value<double>()->default_value(60),
                          "how many seconds a statement may take; 0: no limit");
}

std::chrono::milliseconds timeout_of(const po::variables_map& values) {
    constexpr double most = 1'000'000;
    const double seconds = values["timeout"].as<double>();
    if (!(seconds >= 0 && seconds <= most)) throw UsageError("--timeout is not a number of seconds from 0 to 1000000");
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
}

}  // namespace azoth::cli
