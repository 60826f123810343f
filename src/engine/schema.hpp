#pragma once

#include "engine/connection_state.hpp"
#include <azoth/schema/metadata.hpp>
#include <azoth/sql/existing_objects.hpp>
#include <azoth/task.hpp>

#include <memory>
#include <string>

namespace azoth::detail {

/// The user's text, which is executed unchanged.
std::shared_ptr<const StatementText> raw_sql(std::string sql);

/// Which objects of the MetaData exist in the database.
task<ExistingObjects> existing_objects(ConnectionPtr connection, const MetaData& metadata);

task<void> create_all(ConnectionPtr connection, const MetaData& metadata);
task<void> drop_all(ConnectionPtr connection, const MetaData& metadata);

}  // namespace azoth::detail
