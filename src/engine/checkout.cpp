#include "engine/checkout.hpp"

#include "engine/connection_access.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/flush_pending.hpp"
#include "engine/hooks.hpp"
#include "engine/pool.hpp"
#include "engine/transaction_control.hpp"

#include <exception>
#include <utility>

namespace azoth::detail {
namespace {

/// Calls connect and checkout hooks for a connection that was checked out. Afterwards the connection is outside of a
/// transaction and has its own options again.
task<void> call_checkout_hooks(ConnectionPtr connection) {
    const ExecutionOptions options = connection->options();
    connection->use_options(options.isolation(Isolation::autocommit));
    bool connected = !connection->lease().is_fresh();
    std::exception_ptr error;
    try {
        BorrowedConnection borrowed(connection);
        if (!connected) co_await call_hooks(connection->hooks().connect, *borrowed);
        connected = true;
        co_await call_hooks(connection->hooks().checkout, *borrowed);
        if (connection->in_transaction()) co_await rollback(connection);
    } catch (...) {
        error = std::current_exception();
    }
    // Settings made by hooks must survive the check-in.
    connection->mark_session_unchanged();
    connection->use_options(options);
    if (!error) co_return;
    if (!connected) connection->invalidate();
    std::rethrow_exception(error);
}

task<Lease> check_out_with_error_hooks(std::shared_ptr<EngineState> engine, std::string label,
                                       async::Deadline deadline) {
    const auto failed = [&engine](const std::exception_ptr& error) {
        return call_error_hooks(engine, "connect", std::string(), error);
    };
    co_return co_await with_failure_handler(engine->pool->checkout(std::move(label), deadline), failed);
}

}  // namespace

task<ConnectionPtr> check_out(std::shared_ptr<EngineState> engine, std::string label, ExecutionOptions options,
                              async::Deadline deadline) {
    const EngineEvents& hooks = *engine->events;
    Lease lease;
    if (hooks.error.empty()) {
        lease = co_await engine->pool->checkout(std::move(label), deadline);
    } else {
        lease = co_await check_out_with_error_hooks(engine, std::move(label), deadline);
    }
    auto connection = std::make_shared<ConnectionState>(engine, std::move(lease), options);
    if (!hooks.connect.empty() || !hooks.checkout.empty()) co_await call_checkout_hooks(connection);
    co_return connection;
}

task<void> prepare_shared_session(std::shared_ptr<EngineState> engine, Session& session) {
    const ExecutionOptions options(Isolation::autocommit);
    const auto connection = std::make_shared<ConnectionState>(std::move(engine), Lease(session), options);
    {
        BorrowedConnection borrowed(connection);
        co_await call_hooks(connection->hooks().connect, *borrowed);
    }
    if (connection->in_transaction()) co_await rollback(connection);
    connection->use_options(options);
    if (connection->has_pending()) co_await flush_pending(connection);
}

}  // namespace azoth::detail
