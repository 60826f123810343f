#pragma once

#include "engine/connection_access.hpp"
#include <azoth/sql/catalog.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace azoth::detail {

/// The answer to a catalogue query.
task<CatalogRows> ask_catalog(ConnectionPtr connection, std::string sql);
/// Told how many queries are done, and how many there are; or null.
using LoadProgress = std::function<void(std::size_t done, std::size_t all)>;
/// Everything in the schemas.
task<ReflectedSchema> load_schemas(ConnectionPtr connection, std::vector<std::string> schemas,
                                   LoadProgress progress = nullptr);

}  // namespace azoth::detail
