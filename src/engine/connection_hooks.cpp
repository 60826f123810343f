#include "engine/connection_hooks.hpp"

#include "engine/hooks.hpp"

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace azoth::detail {
namespace {

/// A connection as hooks are given it: it isn't theirs to give back.
class LentConnection {
public:
    explicit LentConnection(ConnectionPtr state) noexcept : connection_(ConnectionAccess::make(std::move(state))) {}
    LentConnection(const LentConnection&) = delete;
    LentConnection& operator=(const LentConnection&) = delete;
    ~LentConnection() { ConnectionAccess::let_go(connection_); }

    AsyncConnection& operator*() noexcept { return connection_; }

private:
    AsyncConnection connection_;
};

/// Keeps others from ending the transaction.
class Ending {
public:
    explicit Ending(ConnectionState& connection) noexcept : connection_(connection) { connection_.set_ending(true); }
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;
    ~Ending() { connection_.set_ending(false); }

private:
    ConnectionState& connection_;
};

/// A connection was lent: it is ready for its user afterwards, or closed.
task<void> ask_lent(ConnectionPtr connection) {
    const ExecutionOptions options = connection->options();
    connection->use_options(options.isolation(Isolation::autocommit));
    bool connected = !connection->lease().is_fresh();
    std::exception_ptr error;
    try {
        LentConnection lent(connection);
        if (!connected) co_await ask(connection->hooks().connect, *lent);
        connected = true;
        co_await ask(connection->hooks().checkout, *lent);
        if (connection->in_transaction()) co_await rollback(connection);
    } catch (...) {
        error = std::current_exception();
    }
    // What hooks have said to the session is there to stay.
    connection->untouch();
    connection->use_options(options);
    if (!error) co_return;
    if (!connected) connection->invalidate();
    std::rethrow_exception(error);
}

task<Lease> checkout_told(std::shared_ptr<EngineState> engine, std::string label) {
    const auto failed = [&engine](const std::exception_ptr& error) {
        return tell_failed(engine, "connect", std::string(), error);
    };
    co_return co_await telling(engine->pool->checkout(std::move(label)), failed);
}

}  // namespace

task<ConnectionPtr> lend(std::shared_ptr<EngineState> engine, std::string label, ExecutionOptions options) {
    const EngineEvents& hooks = *engine->events;
    Lease lease;
    if (hooks.error.empty()) {
        lease = co_await engine->pool->checkout(std::move(label));
    } else {
        lease = co_await checkout_told(engine, std::move(label));
    }
    auto connection = std::make_shared<ConnectionState>(engine, std::move(lease), options);
    if (!hooks.connect.empty() || !hooks.checkout.empty()) co_await ask_lent(connection);
    co_return connection;
}

task<void> ask_opened(std::shared_ptr<EngineState> engine, Session& session) {
    const ExecutionOptions options(Isolation::autocommit);
    const auto connection = std::make_shared<ConnectionState>(std::move(engine), Lease(session), options);
    {
        LentConnection lent(connection);
        co_await ask(connection->hooks().connect, *lent);
    }
    if (connection->in_transaction()) co_await rollback(connection);
    connection->use_options(options);
    if (connection->has_pending()) co_await settle(connection);
}

task<void> autobegin(ConnectionPtr connection) {
    const bool begins = connection->would_autobegin();
    connection->autobegin();  // also checks that no statement may be executed
    if (begins) co_await ask_begun(std::move(connection));
}

task<void> ask_begun(ConnectionPtr connection) {
    const std::uint64_t transaction = connection->transaction();
    std::exception_ptr error;
    try {
        LentConnection lent(connection);
        co_await ask(connection->hooks().begin, *lent);
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    connection->drop_handle(transaction);
    std::rethrow_exception(error);
}

task<void> ask_commit(ConnectionPtr connection) {
    const Ending ending(*connection);
    LentConnection lent(connection);
    co_await ask(connection->hooks().commit, *lent);
}

task<void> tell_rolled_back(ConnectionPtr connection) {
    const ConnectionEvent event = connection->lease().event();
    co_await tell(connection->echo(), connection->hooks().rollback, "rollback", event);
}

task<std::exception_ptr> tell_failed(std::shared_ptr<EngineState> engine, std::string operation, std::string sql,
                                     std::exception_ptr error) {
    ErrorEvent event;
    event.operation = operation;
    event.sql = sql;
    event.error = error;
    co_await tell(*engine->echo, engine->events->error, "error", event);
    co_return event.error != nullptr ? event.error : error;
}

}  // namespace azoth::detail
