#pragma once

#include "sql/migration_queries.hpp"
#include <azoth/engine/async_connection.hpp>
#include <azoth/task.hpp>

#include <string>

namespace azoth {

/// Throws InvalidRequestError if a statement on this table could execute code of another role: if it is a view, belongs
/// to a role that is not trusted, or has triggers, rules, policies or expressions. Nothing happens if there is no such
/// table. In a transaction on PostgreSQL, locks the table, so that what was checked stays until its end.
///
/// Trusted are on PostgreSQL the current role, the roles whose rights it has by membership (of a superuser these do not
/// count: it has those of all), superusers, and the database's owner. An empty schema: that of the search_path.
task<void> require_trusted_table(AsyncConnection& connection, std::string table, std::string schema, TableUse use);

}  // namespace azoth
