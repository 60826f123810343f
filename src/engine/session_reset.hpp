#pragma once

#include "engine/pool_state.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/task.hpp>

#include <memory>
#include <string>
#include <vector>

namespace azoth::detail {

/// Rolls back what is open in the session and executes the statements; aborts the session if that takes longer than 10
/// seconds. Returns whether the session can be used again.
task<SessionState> reset_session(std::shared_ptr<Session> session, std::vector<std::string> statements);

}  // namespace azoth::detail
