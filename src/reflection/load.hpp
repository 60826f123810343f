#pragma once

#include "engine/connection_access.hpp"
#include <azoth/sql/catalog.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace azoth::detail {

/// Executes a catalogue query and returns its rows.
task<CatalogRows> ask_catalog(ConnectionPtr connection, std::string sql);
/// Called with the number of finished queries and of all queries; may be null.
using LoadProgress = std::function<void(std::size_t done, std::size_t all)>;
/// Reads everything in the schemas.
task<ReflectedSchema> load_schemas(ConnectionPtr connection, std::vector<std::string> schemas,
                                   LoadProgress progress = nullptr);

}  // namespace azoth::detail
