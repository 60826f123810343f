#pragma once

#include "async/wait.hpp"
#include "engine/connection_state.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/task.hpp>

#include <memory>
#include <string>

namespace azoth::detail {

/// Checks a connection out of the pool and calls connect and checkout hooks with it.
/// deadline: of getting it.
task<ConnectionPtr> check_out(std::shared_ptr<EngineState> engine, std::string label, ExecutionOptions options,
                              async::Deadline deadline = async::no_deadline);
/// Calls connect hooks with a session that is to be shared, before its first request. A transaction that they leave
/// open is rolled back.
task<void> prepare_shared_session(std::shared_ptr<EngineState> engine, Session& session);

}  // namespace azoth::detail
