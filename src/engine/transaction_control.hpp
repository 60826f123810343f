#pragma once

#include "engine/connection_state.hpp"
#include <azoth/task.hpp>

#include <cstdint>
#include <string>

// The statements that end transactions, set savepoints, and must be executed outside of transactions.
namespace azoth::detail {

/// Commits the transaction, if there is one.
task<void> commit(ConnectionPtr connection);
/// Rolls the transaction back, if there is one.
task<void> rollback(ConnectionPtr connection);
/// Sets a savepoint, in a transaction that is begun if there is none, and returns its id.
task<std::uint64_t> begin_nested(ConnectionPtr connection);
task<void> release_savepoint(ConnectionPtr connection, std::uint64_t id);
task<void> rollback_savepoint(ConnectionPtr connection, std::uint64_t id);
/// Ends the transaction as prepared under this name.
task<void> prepare_transaction(ConnectionPtr connection, std::string xid);
/// Throws InvalidRequestError if the connection is in a transaction, in which `sql` can't be executed.
void check_outside(const ConnectionState& connection, const std::string& sql);
/// Executes COMMIT PREPARED, LISTEN and what else can't be executed in a transaction. Throws as check_outside() does.
task<void> control_outside(ConnectionPtr connection, std::string sql);
/// Rolls back what is open and closes the connection.
task<void> close(ConnectionPtr connection);

}  // namespace azoth::detail
