#include "engine/commit_resolution.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/connection_state.hpp"
#include "engine/hooks.hpp"
#include "engine/statement_watch.hpp"
#include <azoth/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

// What is said to a session about transactions.
namespace azoth::detail {
namespace {

/// Marks the connection as busy.
class Operation {
public:
    explicit Operation(ConnectionState& connection) noexcept : connection_(connection) {
        connection_.begin_operation();
    }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    ~Operation() { connection_.end_operation(); }

private:
    ConnectionState& connection_;
};

[[noreturn]] void throw_lost() {
    Diagnostics diagnostics;
    diagnostics.message = "the connection was lost before the transaction could be committed";
    diagnostics.statement = "COMMIT";
    diagnostics.outcome = Outcome::rolled_back;
    diagnostics.connection_lost = true;
    throw OperationalError(std::move(diagnostics));
}

}  // namespace

void check_transaction_options(const SessionCommands& commands, const ExecutionOptions& options) {
    const TransactionOptions& transaction = options.transaction();
    static_cast<void>(commands.begin(options.is_autocommit() ? transaction.default_isolation() : transaction));
}

namespace {

// begin: what the transaction is begun with in the same round trip; empty: the database knows of it.
task<std::string> send_control(ConnectionPtr connection, std::string sql, std::string begin) {
    Session& session = connection->session();
    const auto limit = connection->options().timeout().value_or(std::chrono::milliseconds(0));
    const std::string setup = begin.empty() ? std::string() : connection->take_timeout(connection->options());
    const Operation operation(*connection);
    try {
        if (begin.empty()) co_return co_await session.control(sql, limit);
        StatementText text;
        text.sql = sql;
        text.prepare = false;
        text.seal();
        Request request;
        request.statement = &text;
        request.begin = begin;
        request.setup = setup;
        request.timeout = limit;
        Answer answer = co_await session.execute(request);
        co_return std::move(answer.tag);
    } catch (StatementError& error) {
        error.attach(sql, {});
        throw;
    }
}

task<std::string> control_watched(ConnectionPtr connection, std::string sql, std::string begin) {
    StatementText text;
    text.sql = sql;
    OperationSpan span;
    const std::shared_ptr<EngineState> engine = connection->shared_engine();
    if (engine->telemetry != nullptr) span = OperationSpan(engine->telemetry, operation_name(text, false), sql);
    const auto failed = [&](const std::exception_ptr& error) {
        span.fail(error);
        return tell_failed(engine, sql, sql, error);
    };
    std::string tag = co_await telling(send_control(connection, sql, std::move(begin)), failed);
    span.succeed();
    co_return tag;
}

task<std::string> control_behind(ConnectionPtr connection, std::string sql, std::string begin) {
    const bool watched = connection->engine().watches_statements;
    return watched ? control_watched(std::move(connection), std::move(sql), std::move(begin))
                   : send_control(std::move(connection), std::move(sql), std::move(begin));
}

}  // namespace

task<std::string> control(ConnectionPtr connection, std::string sql) {
    return control_behind(std::move(connection), std::move(sql), std::string());
}

task<void> settle(ConnectionPtr connection, ExecutionOptions effective) {
    for (std::string& sql : connection->take_pending(effective)) {
        connection->echo().line(sql);
        co_await control(connection, std::move(sql));
    }
}

task<void> settle(ConnectionPtr connection) {
    const ExecutionOptions effective = connection->options();
    return settle(std::move(connection), effective);
}

namespace {

/// Sends COMMIT or what prepares one, and makes sure that it was none that the database turned into a ROLLBACK.
task<void> end_well(ConnectionPtr connection, std::string sql) {
    std::string tag;
    try {
        tag = co_await control(connection, sql);
    } catch (const StatementError& error) {
        if (error.outcome() == Outcome::rolled_back) connection->tell_rolled_back();
        connection->transaction_ended();
        throw;
    } catch (...) {
        connection->transaction_ended();
        throw;
    }
    if (tag == "ROLLBACK") connection->tell_rolled_back();
    connection->transaction_ended();
    if (tag == "ROLLBACK") {
        Diagnostics diagnostics;
        diagnostics.sqlstate = "25P02";
        diagnostics.message = "the transaction was rolled back instead of committed, for a statement in it had failed";
        diagnostics.statement = sql;
        diagnostics.outcome = Outcome::rolled_back;
        throw InternalError(std::move(diagnostics));
    }
}

}  // namespace

task<void> commit(ConnectionPtr connection) {
    connection->session();
    if (connection->has_pending()) co_await settle(connection);
    if (!connection->in_transaction()) co_return;
    connection->check_ending();
    if (!connection->hooks().commit.empty()) co_await ask_commit(connection);
    connection->echo().line("COMMIT");
    if (!connection->prepare_end()) {
        const bool lost = !connection->session().is_usable();
        if (lost) connection->tell_rolled_back();
        connection->transaction_ended();
        if (lost) throw_lost();
        co_return;  // nothing was executed in it
    }
    if (!connection->resolves_commit()) {
        co_await end_well(std::move(connection), "COMMIT");
        co_return;
    }
    std::string id;
    std::exception_ptr error;
    try {
        if (connection->session().transaction_status() != TransactionStatus::failed) {
            id = co_await transaction_id(connection);
        }
        co_await end_well(connection, "COMMIT");
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    connection->transaction_ended();
    co_await resolve_commit(connection->shared_engine(), id, error);
}

task<void> prepare_transaction(ConnectionPtr connection, std::string xid) {
    connection->session();
    if (connection->has_pending()) co_await settle(connection);
    std::string sql = connection->commands().prepare_transaction(xid);
    if (!connection->prepare_end()) {
        if (!connection->session().is_usable()) {
            connection->transaction_ended();
            throw_lost();
        }
        // PostgreSQL prepares a transaction in which nothing was executed, too: others count on its name.
        co_await control(connection, connection->take_begin());
    }
    connection->echo().line(sql);
    co_await end_well(std::move(connection), std::move(sql));
}

task<void> control_outside(ConnectionPtr connection, std::string sql) {
    connection->session();
    if (connection->in_transaction()) {
        throw InvalidRequestError("This connection is in a transaction, where \"" + sql +
                                  "\" can't be executed; call rollback() or commit() first.");
    }
    if (connection->has_pending()) co_await settle(connection);
    connection->echo().line(sql);
    co_await control(std::move(connection), std::move(sql));
}

task<void> rollback(ConnectionPtr connection) {
    connection->session();
    if (!connection->in_transaction()) {
        if (connection->has_pending()) co_await settle(connection);
        co_return;
    }
    connection->check_ending();
    connection->drop_pending();  // savepoints, which go with the transaction
    connection->echo().line("ROLLBACK");
    std::exception_ptr error;
    if (connection->prepare_end()) {
        try {
            co_await control(connection, "ROLLBACK");
        } catch (...) {
            error = std::current_exception();
        }
    }
    connection->transaction_ended();
    if (!connection->hooks().rollback.empty()) {
        const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        co_await tell_rolled_back(connection);
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
    }
    // Where the connection is gone, so is the transaction.
    if (error && connection->session().is_usable()) std::rethrow_exception(error);
}

task<std::uint64_t> begin_nested(ConnectionPtr connection) {
    connection->session();
    if (connection->has_pending()) co_await settle(connection);
    if (connection->hooks().begin.empty()) {
        connection->autobegin();
    } else {
        co_await autobegin(connection);
    }
    if (!connection->in_transaction()) {
        throw InvalidRequestError("This connection is in autocommit: begin_nested() needs a transaction from begin().");
    }
    const ConnectionState::Savepoint savepoint = connection->add_savepoint();
    const std::string sql = "SAVEPOINT " + savepoint.name;
    connection->echo().line(sql);
    try {
        std::string begin = connection->take_begin();
        co_await control_behind(connection, sql, std::move(begin));
    } catch (...) {
        connection->remove_savepoint(savepoint.id);
        throw;
    }
    co_return savepoint.id;
}

task<void> release_savepoint(ConnectionPtr connection, std::uint64_t id) {
    if (connection->has_pending()) co_await settle(connection);
    const std::string sql = "RELEASE SAVEPOINT " + connection->find_savepoint(id)->name;
    connection->echo().line(sql);
    co_await control(connection, sql);
    connection->remove_savepoint(id);
}

task<void> rollback_savepoint(ConnectionPtr connection, std::uint64_t id) {
    if (connection->has_pending()) co_await settle(connection);
    const std::string sql = "ROLLBACK TO SAVEPOINT " + connection->find_savepoint(id)->name;
    connection->echo().line(sql);
    co_await control(connection, sql);
    connection->remove_savepoint(id);
    connection->returned_to_savepoint();
}

task<void> close(ConnectionPtr connection) {
    if (connection->is_closed()) co_return;
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    // A cancelled coroutine can wait for nothing: the pool rolls back then.
    if (cancellation.cancelled() == boost::asio::cancellation_type::none) {
        try {
            co_await rollback(connection);
        } catch (const std::exception&) {
            // What isn't rolled back the pool rolls back, or closes.
        }
    }
    connection->close();
}

}  // namespace azoth::detail
