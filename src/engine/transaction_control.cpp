#include "engine/commit_resolution.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/connection_state.hpp"
#include "engine/hooks.hpp"
#include "engine/statement_watch.hpp"
#include "error_copy.hpp"
#include <azoth/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
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

/// Text without parameters or rows, and what goes with it.
struct Control {
    std::string sql;
    std::string first = {};                              // in the same round trip; empty: nothing
    std::shared_ptr<TransactionStart> transaction = {};  // whose BEGIN goes with it, if it is due
    bool ends = false;                                   // the transaction

    /// What hooks and observers are shown.
    const std::string& shown() const noexcept { return first.empty() ? sql : first; }
};

task<std::string> execute_control(ConnectionPtr connection, const Control& control) {
    Session& session = connection->session();
    const auto limit = connection->options().timeout().value_or(std::chrono::milliseconds(0));
    if (control.first.empty() && control.transaction == nullptr) co_return co_await session.control(control.sql, limit);
    StatementText text;
    text.sql = control.sql;
    text.prepare = false;
    text.seal();
    std::string setup = control.first;
    // What ends a transaction is executed in a failed one, too, where SET LOCAL is not.
    if (control.transaction != nullptr && !control.ends) setup = connection->take_timeout(connection->options());
    Request request;
    request.statement = &text;
    request.transaction = control.transaction;
    request.setup = setup;
    request.timeout = limit;
    Answer answer = co_await session.execute(request);
    co_return std::move(answer.tag);
}

task<std::string> send_control(ConnectionPtr connection, Control control) {
    if (control.ends) connection->begin_ending();
    std::exception_ptr error;
    std::string tag;
    {
        const Operation operation(*connection);
        try {
            tag = co_await execute_control(connection, control);
        } catch (const StatementError&) {
            error = with_statement(std::current_exception(), control.shown(), {});
        } catch (...) {
            error = std::current_exception();
        }
    }
    if (error) connection->forget_told_timeout();
    if (control.ends) connection->transaction_ended(error);
    if (error) std::rethrow_exception(error);
    co_return tag;
}

task<std::string> control_watched(ConnectionPtr connection, Control control) {
    const std::string shown = control.shown();
    StatementText text;
    text.sql = shown;
    OperationSpan span;
    const std::shared_ptr<EngineState> engine = connection->shared_engine();
    if (engine->telemetry != nullptr) span = OperationSpan(engine->telemetry, operation_name(text, false), shown);
    const auto failed = [&](const std::exception_ptr& error) {
        span.fail(error);
        return tell_failed(engine, shown, shown, error);
    };
    std::string tag = co_await telling(send_control(connection, std::move(control)), failed);
    span.succeed();
    co_return tag;
}

task<std::string> control_told(ConnectionPtr connection, Control control) {
    const bool watched = connection->engine().watches_statements;
    return watched ? control_watched(std::move(connection), std::move(control))
                   : send_control(std::move(connection), std::move(control));
}

Control plain(std::string sql) {
    Control control;
    control.sql = std::move(sql);
    return control;
}

/// Ends the transaction.
Control ending(std::string sql) {
    Control control;
    control.sql = std::move(sql);
    control.ends = true;
    return control;
}

bool is_cancel(const std::exception_ptr& error) noexcept {
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& failure) {
        return failure.sqlstate() == "57014";
    } catch (...) {
        return false;
    }
}

bool is_undefined(const std::exception_ptr& error) noexcept {
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& failure) {
        return failure.sqlstate() == "42704";
    } catch (...) {
        return false;
    }
}

task<void> pay(ConnectionPtr connection, ExecutionOptions effective) {
    for (;;) {
        connection->session();
        Ledger& ledger = connection->ledger();
        std::optional<Ledger::Step> step = ledger.next(connection->standing());
        if (!step) break;
        Control payment = plain(step->sql);
        payment.first = step->first;
        if (!step->first.empty()) connection->echo().line(step->first);
        connection->echo().line(step->sql);
        std::exception_ptr error;
        try {
            co_await control_told(connection, std::move(payment));
        } catch (...) {
            error = std::current_exception();
        }
        if (connection->is_closed()) co_return;  // the rest is for the check-in
        if (!error) {
            ledger.confirmed(*step);
            continue;
        }
        if (!connection->session().is_usable()) std::rethrow_exception(error);
        const Ledger::Refusal refusal{is_undefined(error), connection->session().transaction_status()};
        if (!ledger.refused(*step, refusal)) {
            connection->invalidate();
        } else if (refusal.gone || is_cancel(error)) {
            continue;  // a cancel request that came late was for another statement
        } else if (step->kind == Ledger::Kind::rollback && !ledger.owes_rollback()) {
            continue;
        }
        std::rethrow_exception(error);
    }
    const std::optional<std::chrono::milliseconds> limit = connection->session_timeout_to_set(effective);
    if (!limit) co_return;
    std::string sql = connection->commands().statement_timeout(*limit, false);
    connection->session_timeout_sent();
    if (!sql.empty()) {
        connection->echo().line(sql);
        co_await control_told(connection, plain(std::move(sql)));
    }
    if (!connection->is_closed()) connection->session_timeout_set(*limit);
}

}  // namespace

Outcome outcome_of(const std::exception_ptr& error) noexcept {
    try {
        std::rethrow_exception(error);
    } catch (const CancelledError& cancelled) {
        return cancelled.outcome();
    } catch (const boost::system::system_error&) {
        return Outcome::not_sent;  // of Asio itself, in a coroutine that was cancelled before
    } catch (const StatementError& failure) {
        return failure.outcome();
    } catch (...) {
        return Outcome::unknown;
    }
}

task<std::string> control(ConnectionPtr connection, std::string sql) {
    return control_told(std::move(connection), plain(std::move(sql)));
}

task<void> settle(ConnectionPtr connection, ExecutionOptions effective) {
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    while (connection->has_pending(effective)) {
        if (connection->is_blocked()) {
            co_await connection->wait_for_turn(executor);
            continue;
        }
        const auto error = std::make_shared<std::exception_ptr>();
        std::function<void()> start = [connection, effective, executor, error] {
            connection->begin_paying();
            boost::asio::co_spawn(executor, pay(connection, effective),
                                  [connection, error](const std::exception_ptr& failed) {
                                      *error = failed;
                                      connection->end_paying();
                                  });
        };
        co_await connection->wait_for_turn(executor, std::move(start));
        while (connection->is_paying()) co_await connection->wait_for_turn(executor);
        if (*error) std::rethrow_exception(*error);
    }
}

task<void> settle(ConnectionPtr connection) {
    const ExecutionOptions effective = connection->options();
    return settle(std::move(connection), effective);
}

namespace {

/// Sends COMMIT or what prepares one, and makes sure that it was none that the database turned into a ROLLBACK.
task<void> end_well(ConnectionPtr connection, Control control) {
    std::string tag;
    try {
        tag = co_await control_told(connection, control);
    } catch (const StatementError& error) {
        if (error.outcome() == Outcome::rolled_back) connection->tell_rolled_back();
        throw;
    }
    if (tag == "ROLLBACK") connection->tell_rolled_back();
    if (tag == "ROLLBACK") {
        Diagnostics diagnostics;
        diagnostics.sqlstate = "25P02";
        diagnostics.message = "the transaction was rolled back instead of committed, for a statement in it had failed";
        diagnostics.statement = control.sql;
        diagnostics.outcome = Outcome::rolled_back;
        throw InternalError(std::move(diagnostics));
    }
    connection->note_commit();
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
        co_await end_well(std::move(connection), ending("COMMIT"));
        co_return;
    }
    std::string id;
    std::exception_ptr error;
    try {
        if (connection->session().transaction_status() != TransactionStatus::failed) {
            id = co_await transaction_id(connection);
        }
        co_await end_well(connection, ending("COMMIT"));
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    connection->transaction_ended(error);
    co_await resolve_commit(connection->shared_engine(), id, error);
}

task<void> prepare_transaction(ConnectionPtr connection, std::string xid) {
    connection->session();
    if (connection->has_pending()) co_await settle(connection);
    if (!connection->session().is_usable()) {
        connection->transaction_ended();
        throw_lost();
    }
    // PostgreSQL prepares a transaction in which nothing was executed, too: others count on its name.
    Control control = ending(connection->commands().prepare_transaction(xid));
    control.transaction = connection->transaction_start();
    connection->close_streams();
    connection->echo().line(control.sql);
    std::exception_ptr error;
    try {
        co_await end_well(connection, std::move(control));
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    // Where it is not known whether it was prepared it must not stay, with its locks: nobody will commit it.
    if (outcome_of(error) == Outcome::unknown && !connection->is_closed() && connection->session().is_usable()) {
        connection->ledger().owe_prepared(connection->commands().rollback_prepared(xid));
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
    connection->give_up_transaction();
    std::exception_ptr error;
    try {
        if (connection->has_pending()) co_await settle(connection);
    } catch (...) {
        error = std::current_exception();
    }
    if (!connection->hooks().rollback.empty()) {
        const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        co_await tell_rolled_back(connection);
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
    }
    // Where the connection is gone, so is the transaction.
    const bool open = connection->ledger().owes_rollback() && !connection->is_closed();
    if (error && open && connection->session().is_usable()) std::rethrow_exception(error);
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
    Control control = plain("SAVEPOINT " + savepoint.name);
    control.transaction = connection->transaction_start();
    connection->echo().line(control.sql);
    try {
        co_await control_told(connection, std::move(control));
    } catch (...) {
        connection->remove_savepoint(savepoint.id);
        throw;
    }
    co_return savepoint.id;
}

task<void> release_savepoint(ConnectionPtr connection, std::uint64_t id) {
    if (connection->has_pending()) co_await settle(connection);
    const ConnectionState::Savepoint* const savepoint = connection->find_savepoint(id);
    if (savepoint == nullptr) throw InvalidRequestError("This transaction is inactive");
    const std::string sql = "RELEASE SAVEPOINT " + savepoint->name;
    connection->echo().line(sql);
    std::exception_ptr error;
    try {
        co_await control(connection, sql);
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) {
        connection->remove_savepoint(id);
        co_return;
    }
    // Released or not: only the whole transaction can still be undone.
    if (outcome_of(error) == Outcome::unknown && !connection->is_closed() && !connection->session().is_quiet()) {
        connection->give_up_transaction();
        connection->tell_rolled_back();
    }
    std::rethrow_exception(error);
}

task<void> rollback_savepoint(ConnectionPtr connection, std::uint64_t id) {
    connection->session();
    connection->give_up_savepoint(id);
    co_await settle(connection);
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
