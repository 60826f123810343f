#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace azoth::cli {

/// Parses a command's arguments, the URL among them, which needs no option's name; database_url() finds it. `usage`
/// ("reflect URL --header FILE") is for --help, which is answered here. Throws UsageError. Empty: help was asked for,
/// and given.
std::optional<boost::program_options::variables_map> parse(const std::vector<std::string>& arguments,
                                                           const std::string& usage,
                                                           const boost::program_options::options_description& options);

/// The option --timeout of a command whose statements are short.
void add_timeout(boost::program_options::options_description& options);
/// Its value; zero: none. Throws UsageError for what is none.
std::chrono::milliseconds timeout_of(const boost::program_options::variables_map& values);

}  // namespace azoth::cli
