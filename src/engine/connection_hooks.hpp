#pragma once

#include "engine/connection_state.hpp"
#include <azoth/task.hpp>

#include <cstdint>
#include <exception>
#include <string>

// The hooks of a connection's life: see EngineEvents.
namespace azoth::detail {

/// A connection out of the pool, which hooks have seen and allowed.
task<ConnectionPtr> lend(std::shared_ptr<EngineState> engine, std::string label, ExecutionOptions options);
/// A session was opened that many will share: connect hooks see it before anyone else. What they leave open is rolled
/// back.
task<void> ask_opened(std::shared_ptr<EngineState> engine, Session& session);
/// Begins a transaction unless there is one, or the connection is in autocommit.
task<void> autobegin(ConnectionPtr connection);
/// A transaction has begun; if a hook throws it is given up.
task<void> ask_begun(ConnectionPtr connection);
task<void> ask_commit(ConnectionPtr connection);
task<void> tell_rolled_back(ConnectionPtr connection);
/// Returns what is to be thrown.
task<std::exception_ptr> tell_failed(std::shared_ptr<EngineState> engine, std::string operation, std::string sql,
                                     std::exception_ptr error);

}  // namespace azoth::detail
