#pragma once

#include "sql/migration_queries.hpp"
#include <azoth/engine/async_connection.hpp>
#include <azoth/task.hpp>

#include <string>

namespace azoth {

/// Throws InvalidRequestError if a statement on this table could execute code of another role: if it is a view, belongs
/// to a role that is not trusted, or has triggers, rules, policies or expressions. Does nothing if there is no such
/// table. In a transaction on PostgreSQL, locks the table until its end, so that the result stays valid.
///
/// On PostgreSQL these are trusted: the current role; the roles whose rights it has by membership (except a superuser,
/// which has those of all roles); superusers; the database's owner. An empty schema: the search_path decides.
task<void> require_trusted_table(AsyncConnection& connection, std::string table, std::string schema, TableUse use);

}  // namespace azoth
