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

/// Opens and authenticates a connection with libpq: each of its calls, which may block on names, files and key
/// derivation, runs on one of the threads, and each wait for the socket on the executor of the awaiting coroutine. The
/// result is idle, not encrypted by GSS, uses UTF8, and libpq's buffers are empty.
///
/// Throws OperationalError, TimeoutError after `timeout` (zero: never), CancelledError. A call of libpq that does not
/// return is abandoned on its thread. So the timeout limits the caller's wait even if a server requests 2^31 iterations
/// of SCRAM, for which libpq has no limit; the thread continues to derive the key.
task<PgConnection> establish(std::shared_ptr<const ConnInfo> info, std::chrono::milliseconds timeout,
                             LibpqThreads& threads);

}  // namespace azoth::postgresql
