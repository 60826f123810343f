#pragma once

#include <azoth/schema/reflected.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace azoth::cli {

/// Reads the schemas of the database at a URL; by default those of the search path. If standard error is a terminal,
/// the progress is shown there and then erased. Each query takes at most `timeout`; zero: no limit.
ReflectedSchema read_schemas(const std::string& url, std::vector<std::string> schemas,
                             std::chrono::milliseconds timeout);

}  // namespace azoth::cli
