#pragma once

#include "engine/connection_state.hpp"
#include <azoth/task.hpp>

#include <exception>
#include <memory>
#include <string>

// The hooks of a connection's transactions and errors: see EngineEvents.
namespace azoth::detail {

/// Begins a transaction unless there is one, or the connection is in autocommit, and calls begin hooks.
task<void> autobegin(ConnectionPtr connection);
/// Calls begin hooks for the transaction that has just begun; if one throws the transaction is abandoned.
task<void> call_begin_hooks(ConnectionPtr connection);
/// Calls commit hooks, which can't end the transaction themselves.
task<void> call_commit_hooks(ConnectionPtr connection);
/// Calls rollback hooks and waits for them.
task<void> call_rollback_hooks(ConnectionPtr connection);
/// Calls error hooks and returns the exception to be thrown.
task<std::exception_ptr> call_error_hooks(std::shared_ptr<EngineState> engine, std::string operation, std::string sql,
                                          std::exception_ptr error);

}  // namespace azoth::detail
