#pragma once

#include "engine/connection_state.hpp"
#include <azoth/task.hpp>

#include <exception>
#include <memory>
#include <string>

// What became of a transaction whose COMMIT got no answer: see TransactionOptions::resolve_commit().
namespace azoth::detail {

/// The id that the server has given to the transaction of the connection; empty: it has changed nothing.
task<std::string> transaction_id(ConnectionPtr connection);
/// Asks the server for the outcome of the transaction with this id, whose COMMIT failed with the error. Returns if it
/// was committed; else throws the error, with the outcome rolled_back if that is known.
task<void> resolve_commit(std::shared_ptr<EngineState> engine, std::string id, std::exception_ptr error);

}  // namespace azoth::detail
