#pragma once

#include "conninfo.hpp"
#include "libpq_threads.hpp"
#include <azoth/task.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <memory>

namespace azoth::postgresql {

struct FinishConnection {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using PgConnection = std::unique_ptr<PGconn, FinishConnection>;

/// Lets libpq open and authenticate a connection: each of its calls, which may block on names, files and key
/// derivation, on one of the threads, and each wait for the socket on the executor of the awaiting coroutine. The
/// connection is idle, not encrypted by GSS, speaks UTF8, and has nothing left in libpq's buffers.
///
/// Throws OperationalError, TimeoutError after `timeout` (zero: never), CancelledError.
/// A call of libpq that doesn't return is left behind on its thread. So the time bounds what a server costs that asks
/// for 2^31 iterations of SCRAM, on which libpq has no limit: the thread derives the key to its end, unawaited.
task<PgConnection> establish(std::shared_ptr<const ConnInfo> info, std::chrono::milliseconds timeout,
                             LibpqThreads& threads);

}  // namespace azoth::postgresql
