#pragma once

#include <boost/program_options/variables_map.hpp>

#include <string>

namespace azoth::cli {

/// The ways to give a URL, for --help and the usage.
extern const char* const url_help;

/// The URL of the database: the argument (-: the first line of standard input), else the first line of the file of
/// --url-file, else the environment variable AZOTH_URL. Throws UsageError with the usage if there is no URL or there
/// are two, and std::runtime_error if a file cannot be read.
std::string database_url(const boost::program_options::variables_map& values, const std::string& usage);

/// The URL of the second database: --to (-: standard input), else the file of --to-file, else AZOTH_TO_URL.
std::string second_url(const boost::program_options::variables_map& values, const std::string& usage);

}  // namespace azoth::cli
