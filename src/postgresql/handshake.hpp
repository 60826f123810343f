#pragma once

#include "conninfo.hpp"
#include <azoth/task.hpp>

#include <boost/asio/thread_pool.hpp>
#include <libpq-fe.h>

#include <chrono>
#include <memory>

namespace azoth::postgresql {

struct FinishConnection {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using PgConnection = std::unique_ptr<PGconn, FinishConnection>;

/// Lets libpq open and authenticate a connection: each of its calls, which may block on names, files and key
/// derivation, on a thread of the pool, and each wait for the socket on the executor of the awaiting coroutine. The
/// connection is idle, not encrypted by GSS, speaks UTF8, and has nothing left in libpq's buffers.
///
/// Throws OperationalError, TimeoutError after `timeout` (zero: never), boost::system::system_error when cancelled.
/// A call of libpq that doesn't return is left behind on its thread.
task<PgConnection> establish(std::shared_ptr<const ConnInfo> info, std::chrono::milliseconds timeout,
                             boost::asio::thread_pool& pool);

}  // namespace azoth::postgresql
