#pragma once

#include "async/wait.hpp"
#include "engine/connection_state.hpp"
#include <azoth/engine/execution_options.hpp>
#include <azoth/task.hpp>

namespace azoth::detail {

/// Executes the pending statements that have to precede a statement with these options; waits while another coroutine
/// does that or ends the transaction. Cancellation ends the wait, not the execution. Afterwards has_pending() has to be
/// asked again, with no wait before the statement is sent. Throws StatementTimeoutError at the deadline, which ends the
/// wait likewise.
task<void> flush_pending(ConnectionPtr connection, ExecutionOptions effective,
                         async::Deadline deadline = async::no_deadline);
/// The same with the options of the connection.
task<void> flush_pending(ConnectionPtr connection);

}  // namespace azoth::detail
