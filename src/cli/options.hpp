#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace azoth::cli {

/// Parses a command's arguments. The URL among them needs no option name; database_url() finds it. `usage` ("reflect
/// URL --header FILE") is for --help, which this function answers. Throws UsageError. Empty: --help was given and
/// answered.
std::optional<boost::program_options::variables_map> parse(const std::vector<std::string>& arguments,
                                                           const std::string& usage,
                                                           const boost::program_options::options_description& options);

/// Adds the option --timeout, for commands whose statements are short.
void add_timeout(boost::program_options::options_description& options);
/// The value of --timeout; zero: none. Throws UsageError if it is not a valid number of seconds.
std::chrono::milliseconds timeout_of(const boost::program_options::variables_map& values);

}  // namespace azoth::cli
