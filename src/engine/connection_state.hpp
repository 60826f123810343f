#pragma once

#include "engine/channel_listeners.hpp"
#include "engine/engine_state.hpp"
#include "engine/lease.hpp"
#include "engine/operation_gate.hpp"
#include "engine/pending_statements.hpp"
#include "engine/server_timeout.hpp"
#include "engine/transaction_state.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/driver/session_commands.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/operation_in_flight.hpp>
#include <azoth/sql/dialect.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth::detail {

class Inbox;
class OpenQuery;

/// The state shared by an AsyncConnection, its transactions, streams and operations: a session that one caller has
/// checked out. Owns the parts of this state and keeps them consistent; sends nothing. Belongs to one executor; not
/// thread-safe.
///
/// A transaction begins without a round trip: BEGIN is sent with the first statement in it.
class ConnectionState {
public:
    ConnectionState(std::shared_ptr<EngineState> engine, Lease lease, const ExecutionOptions& options) noexcept
        : engine_(std::move(engine)), lease_(std::move(lease)), options_(options) {}
    ConnectionState(const ConnectionState&) = delete;
    ConnectionState& operator=(const ConnectionState&) = delete;
    ~ConnectionState() { close(); }

    EngineState& engine() const noexcept { return *engine_; }
    const std::shared_ptr<EngineState>& shared_engine() const noexcept { return engine_; }
    Echo& echo() const noexcept { return *engine_->echo; }
    const EngineEvents& hooks() const noexcept { return *engine_->events; }
    const Lease& lease() const noexcept { return lease_; }
    const Dialect& dialect() const noexcept { return engine_->backend.dialect(); }
    const SessionCommands& commands() const noexcept { return engine_->backend.session_commands(); }
    /// Throws ResourceClosedError if the connection is closed.
    Session& session() const;

    bool is_closed() const noexcept { return closed_; }
    /// Accepts no more operations, and checks the session in when none is in flight.
    void close() noexcept;
    /// Ends the session at once; the pool does not use it again.
    void invalidate() noexcept;

    /// Must be called when a statement is executed that may change the session beyond its transaction.
    void mark_session_changed() noexcept { lease_.mark_changed(); }
    /// What was executed so far does not count as a change of the session.
    void mark_session_unchanged() noexcept { lease_.mark_unchanged(); }

    const ExecutionOptions& options() const noexcept { return options_; }
    /// Replaces the options. Must not be called in a transaction.
    void use_options(const ExecutionOptions& options) noexcept { options_ = options; }
    /// Adds to the options. Throws InvalidRequestError if that changes how transactions begin while there is one,
    /// NotSupportedError for what the database does not have.
    void change_options(const ExecutionOptions& options);

    /// An operation is in flight while the returned object exists.
    [[nodiscard]] OperationInFlight begin_operation() noexcept {
        ++operations_;
        return OperationInFlight(this);
    }

    TransactionState& transaction() noexcept { return transaction_; }
    PendingStatements& pending() noexcept { return pending_; }
    OperationGate& gate() noexcept { return gate_; }
    ServerTimeout& server_timeout() noexcept { return server_timeout_; }

    bool in_transaction() const noexcept { return transaction_.is_open(); }
    bool would_autobegin() const noexcept { return !in_transaction() && !options_.is_autocommit(); }
    /// Begins a transaction and returns its id. Throws InvalidRequestError if there is one, NotSupportedError.
    std::uint64_t begin(const TransactionOptions& options);
    /// Begins a transaction unless there is one, or the connection is in autocommit. Throws InvalidRequestError while
    /// the handle of an ended transaction is in scope.
    void autobegin();
    /// Whether this is the id of the transaction or of a savepoint, and the connection is open.
    bool is_active(std::uint64_t id) const noexcept { return !closed_ && transaction_.is_active(id); }
    /// Whether the outcome of a COMMIT without an answer must be resolved: of the open transaction, or of the next one.
    bool resolves_commit() const noexcept;

    /// Rolls the savepoint back before the next operation, together with later savepoints.
    void abandon_savepoint(std::uint64_t id) noexcept;
    /// Rolls the transaction back before the next operation. Hooks are not called.
    void abandon_transaction() noexcept;
    /// Called when the handle of a transaction or savepoint is destroyed: abandons it if it is active.
    void drop_handle(std::uint64_t id) noexcept;
    /// Calls rollback hooks without waiting for them.
    void notify_rolled_back() noexcept;

    /// Ends streams before COMMIT or ROLLBACK is sent. Returns whether anything must be sent to the database.
    bool prepare_end() noexcept;
    /// Called when COMMIT or ROLLBACK was answered or failed with this error: the transaction is over, unless the
    /// database reports that it is not. If the outcome is unknown, a ROLLBACK becomes pending.
    void transaction_ended(const std::exception_ptr& error = nullptr) noexcept;

    /// The statement that sets the server's limit for statements in this transaction, to be sent in the same round trip
    /// before a statement with these options. Empty: none is needed.
    std::string take_timeout(const ExecutionOptions& effective);
    /// The server's limit for the session, if it has to be set before a statement with these options.
    std::optional<std::chrono::milliseconds> session_timeout_to_set(const ExecutionOptions& effective) const noexcept;

    /// Whether a statement with these options must first execute or wait for something.
    bool has_pending(const ExecutionOptions& effective) const noexcept;
    bool has_pending() const noexcept { return has_pending(options_); }
    PendingStatements::Situation situation() const noexcept {
        return {in_transaction(), lease_.session().transaction_status()};
    }

    /// See ChannelListeners::open() and close().
    std::shared_ptr<Inbox> start_listening(std::string channel, std::size_t limit, std::size_t bytes);
    void stop_listening(const Inbox& inbox) noexcept;

    void add_query(OpenQuery& query) { queries_.push_back(&query); }
    void remove_query(const OpenQuery& query) noexcept { std::erase(queries_, &query); }
    /// Ends all open queries.
    void close_queries() noexcept;

private:
    friend struct EndOperation;

    void end_operation() noexcept {
        if (--operations_ == 0 && closed_) check_in();
    }
    void check_in() noexcept;
    void forget_transaction() noexcept;

    std::shared_ptr<EngineState> engine_;
    Lease lease_;
    ExecutionOptions options_;
    bool closed_ = false;
    int operations_ = 0;
    TransactionState transaction_;
    PendingStatements pending_;
    OperationGate gate_;
    ServerTimeout server_timeout_;
    ChannelListeners listeners_;
    std::vector<OpenQuery*> queries_;
};

using ConnectionPtr = std::shared_ptr<ConnectionState>;

/// Throws NotSupportedError if the database can't begin transactions with these options.
void check_transaction_options(const SessionCommands& commands, const ExecutionOptions& options);

}  // namespace azoth::detail
