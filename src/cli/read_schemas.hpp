#pragma once

#include <azoth/schema/reflected.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace azoth::cli {

/// Everything in the schemas of the database at a URL; none named: in what is found without one. How far it has come is
/// shown on the terminal that standard error goes to, if it is one, and gone afterwards.
/// Each query takes at most `timeout`; zero: as long as it likes.
ReflectedSchema read_schemas(const std::string& url, std::vector<std::string> schemas,
                             std::chrono::milliseconds timeout);

}  // namespace azoth::cli
