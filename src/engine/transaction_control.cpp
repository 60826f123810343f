#include "engine/transaction_control.hpp"

#include "engine/commit_resolution.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/control_statement.hpp"
#include "engine/error_outcome.hpp"
#include "engine/flush_pending.hpp"
#include <azoth/error.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace azoth::detail {
namespace {

[[noreturn]] void throw_lost() {
    Diagnostics diagnostics;
    diagnostics.message = "the connection was lost before the transaction could be committed";
    diagnostics.statement = "COMMIT";
    diagnostics.outcome = Outcome::rolled_back;
    diagnostics.connection_lost = true;
    throw OperationalError(std::move(diagnostics));
}

/// Sends COMMIT or PREPARE TRANSACTION. Throws InternalError if the database executed ROLLBACK instead.
task<void> send_commit(ConnectionPtr connection, ControlStatement control) {
    std::string tag;
    try {
        tag = co_await execute_control(connection, control);
    } catch (const StatementError& error) {
        if (error.outcome() == Outcome::rolled_back) connection->notify_rolled_back();
        throw;
    }
    if (tag == "ROLLBACK") {
        connection->notify_rolled_back();
        Diagnostics diagnostics;
        diagnostics.sqlstate = "25P02";
        diagnostics.message =
            "the transaction was rolled back instead of committed, because a statement in it had failed";
        diagnostics.statement = control.sql;
        diagnostics.outcome = Outcome::rolled_back;
        throw InternalError(std::move(diagnostics));
    }
    connection->transaction().note_commit();
}

/// Sends COMMIT and, if it gets no answer, finds out what became of the transaction.
task<void> send_resolved_commit(ConnectionPtr connection) {
    std::string id;
    std::exception_ptr error;
    try {
        if (connection->session().transaction_status() != TransactionStatus::failed) {
            id = co_await transaction_id(connection);
        }
        co_await send_commit(connection, transaction_end("COMMIT"));
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    connection->transaction_ended(error);
    co_await resolve_commit(connection->shared_engine(), id, error);
}

}  // namespace

task<void> commit(ConnectionPtr connection) {
    connection->session();
    if (connection->has_pending()) co_await flush_pending(connection);
    if (!connection->in_transaction()) co_return;
    connection->transaction().check_not_in_commit_hooks();
    if (!connection->hooks().commit.empty()) co_await call_commit_hooks(connection);
    connection->echo().line("COMMIT");
    if (!connection->prepare_end()) {
        const bool lost = !connection->session().is_usable();
        if (lost) connection->notify_rolled_back();
        connection->transaction_ended();
        if (lost) throw_lost();
        co_return;  // no statement was sent in it
    }
    if (connection->resolves_commit()) {
        co_await send_resolved_commit(std::move(connection));
    } else {
        co_await send_commit(std::move(connection), transaction_end("COMMIT"));
    }
}

task<void> prepare_transaction(ConnectionPtr connection, std::string xid) {
    connection->session();
    if (connection->has_pending()) co_await flush_pending(connection);
    if (!connection->session().is_usable()) {
        connection->transaction_ended();
        throw_lost();
    }
    // A transaction without statements is prepared, too: its name has to exist.
    ControlStatement control = transaction_end(connection->commands().prepare_transaction(xid));
    control.transaction = connection->transaction().start();
    connection->close_queries();
    connection->echo().line(control.sql);
    std::exception_ptr error;
    try {
        co_await send_commit(connection, std::move(control));
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    // If it is not known whether it was prepared it is rolled back: it would keep its locks, and nobody would commit
    // it.
    if (outcome_of(error) == Outcome::unknown && !connection->is_closed() && connection->session().is_usable()) {
        connection->pending().add_prepared_rollback(connection->commands().rollback_prepared(xid));
    }
    std::rethrow_exception(error);
}

void check_outside(const ConnectionState& connection, const std::string& sql) {
    if (!connection.in_transaction()) return;
    throw InvalidRequestError("This connection is in a transaction, where \"" + sql +
                              "\" can't be executed; call rollback() or commit() first.");
}

task<void> control_outside(ConnectionPtr connection, std::string sql) {
    connection->session();
    check_outside(*connection, sql);
    if (connection->has_pending()) co_await flush_pending(connection);
    connection->echo().line(sql);
    co_await execute_control(std::move(connection), plain_control(std::move(sql)));
}

task<void> rollback(ConnectionPtr connection) {
    connection->session();
    if (!connection->in_transaction()) {
        if (connection->has_pending()) co_await flush_pending(connection);
        co_return;
    }
    connection->transaction().check_not_in_commit_hooks();
    connection->abandon_transaction();
    std::exception_ptr error;
    try {
        if (connection->has_pending()) co_await flush_pending(connection);
    } catch (...) {
        error = std::current_exception();
    }
    if (!connection->hooks().rollback.empty()) {
        const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        co_await call_rollback_hooks(connection);
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
    }
    // The transaction ends with its connection.
    const bool open = connection->pending().has_rollback() && !connection->is_closed();
    if (error && open && connection->session().is_usable()) std::rethrow_exception(error);
}

task<std::uint64_t> begin_nested(ConnectionPtr connection) {
    connection->session();
    if (connection->has_pending()) co_await flush_pending(connection);
    if (connection->hooks().begin.empty()) {
        connection->autobegin();
    } else {
        co_await autobegin(connection);
    }
    if (!connection->in_transaction()) {
        throw InvalidRequestError("This connection is in autocommit: begin_nested() needs a transaction from begin().");
    }
    const TransactionState::Savepoint savepoint = connection->transaction().add_savepoint();
    ControlStatement control = plain_control("SAVEPOINT " + savepoint.name);
    control.transaction = connection->transaction().start();
    connection->echo().line(control.sql);
    try {
        co_await execute_control(connection, std::move(control));
    } catch (...) {
        connection->transaction().remove_savepoint(savepoint.id);
        throw;
    }
    co_return savepoint.id;
}

task<void> release_savepoint(ConnectionPtr connection, std::uint64_t id) {
    if (connection->has_pending()) co_await flush_pending(connection);
    const TransactionState::Savepoint* const savepoint = connection->transaction().find_savepoint(id);
    if (savepoint == nullptr) throw InvalidRequestError("This transaction is inactive");
    const std::string sql = "RELEASE SAVEPOINT " + savepoint->name;
    connection->echo().line(sql);
    std::exception_ptr error;
    try {
        co_await execute_control(connection, plain_control(sql));
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) {
        connection->transaction().remove_savepoint(id);
        co_return;
    }
    // If it is not known whether it was released, only the whole transaction can still be rolled back.
    if (outcome_of(error) == Outcome::unknown && !connection->is_closed() && !connection->session().is_quiet()) {
        connection->abandon_transaction();
        connection->notify_rolled_back();
    }
    std::rethrow_exception(error);
}

task<void> rollback_savepoint(ConnectionPtr connection, std::uint64_t id) {
    connection->session();
    connection->abandon_savepoint(id);
    co_await flush_pending(connection);
}

task<void> close(ConnectionPtr connection) {
    if (connection->is_closed()) co_return;
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    // In a cancelled coroutine nothing can be awaited: the pool rolls back then.
    if (cancellation.cancelled() == boost::asio::cancellation_type::none) {
        try {
            co_await rollback(connection);
        } catch (const std::exception&) {
            // The pool rolls back, or closes the session.
        }
    }
    connection->close();
}

}  // namespace azoth::detail
