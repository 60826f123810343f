#pragma once

#include "engine/connection_state.hpp"
#include <azoth/task.hpp>

#include <exception>
#include <memory>
#include <string>

// What became of a transaction whose COMMIT got no answer: see TransactionOptions::resolve_commit().
namespace azoth::detail {

/// The name of the transaction that the connection is in; empty: it has changed nothing.
task<std::string> transaction_id(ConnectionPtr connection);
/// Does nothing if the transaction was committed after all. Throws the error, of which it may say then that the
/// transaction was rolled back.
task<void> resolve_commit(std::shared_ptr<EngineState> engine, std::string id, std::exception_ptr error);

}  // namespace azoth::detail
