#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

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

}  // namespace azoth::cli
