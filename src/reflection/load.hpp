#pragma once

#include "engine/connection_state.hpp"
#include <azoth/driver/catalog.hpp>
#include <azoth/task.hpp>

#include <string>
#include <vector>

namespace azoth::detail {

/// The answer to a catalogue query.
task<CatalogRows> ask_catalog(ConnectionPtr connection, std::string sql);
/// Everything in the schemas.
task<ReflectedSchema> load_schemas(ConnectionPtr connection, std::vector<std::string> schemas);

}  // namespace azoth::detail
