#pragma once

#include "async/wait.hpp"
#include "engine/connection_state.hpp"
#include <azoth/engine/execution_options.hpp>
#include <azoth/task.hpp>

namespace azoth::detail {

/// Executes the pending statements that must precede a statement with these options; waits while another coroutine does
/// this or ends the transaction. Cancellation and the deadline end the wait, not the execution. Afterwards the caller
/// must check has_pending() again, without suspending before it sends the statement. Throws StatementTimeoutError at
/// the deadline.
task<void> flush_pending(ConnectionPtr connection, ExecutionOptions effective,
                         async::Deadline deadline = async::no_deadline);
/// The same with the options of the connection.
task<void> flush_pending(ConnectionPtr connection);

}  // namespace azoth::detail
