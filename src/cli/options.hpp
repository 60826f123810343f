#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <string>
#include <vector>

namespace azoth::cli {

/// Parses a command's arguments, the URL among them, which needs no option's name: `name` and `usage` ("URL --header
/// FILE") are for --help, which is answered here. Throws UsageError. Empty: help was asked for, and given.
boost::program_options::variables_map parse(const std::vector<std::string>& arguments, const std::string& name,
                                            const std::string& usage,
                                            const boost::program_options::options_description& options);

}  // namespace azoth::cli
