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

/// What an AsyncConnection, its transactions, streams and operations share: a session that one caller has checked out.
/// Holds the parts of its state and keeps them consistent; sends nothing. Belongs to one executor; not thread-safe.
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

    /// A statement is executed that may change the session beyond its transaction.
    void mark_session_changed() noexcept { lease_.mark_changed(); }
    /// What has been executed so far does not count as a change.
    void mark_session_unchanged() noexcept { lease_.mark_unchanged(); }

    const ExecutionOptions& options() const noexcept { return options_; }
    /// Replaces the options. Only while there is no transaction.
    void use_options(const ExecutionOptions& options) noexcept { options_ = options; }
    /// Adds to the options. Throws InvalidRequestError if that changes how transactions begin while there is one,
    /// NotSupportedError for what the database does not have.
    void change_options(const ExecutionOptions& options);

    /// An operation is in flight as long as the returned object lives.
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
    /// the handle of a transaction that is over is in scope.
    void autobegin();
    /// Whether this is the id of the transaction or of a savepoint, and the connection is open.
    bool is_active(std::uint64_t id) const noexcept { return !closed_ && transaction_.is_active(id); }
    /// Whether the outcome of a COMMIT without an answer is to be found out: of the transaction, or of the next one.
    bool resolves_commit() const noexcept;
    /// Whether COMMIT can't be sent together with a statement: hooks are called before it, or its outcome is resolved.
    bool commits_separately() const noexcept { return !hooks().commit.empty() || resolves_commit(); }

    /// The savepoint is rolled back before the next operation, and what was set after it.
    void abandon_savepoint(std::uint64_t id) noexcept;
    /// The transaction is rolled back before the next operation. Hooks are not called.
    void abandon_transaction() noexcept;
    /// The handle of a transaction or savepoint is destroyed: abandons it if it is active.
    void drop_handle(std::uint64_t id) noexcept;
    /// Calls rollback hooks without waiting for them.
    void notify_rolled_back() noexcept;

    /// Ends streams before COMMIT or ROLLBACK is sent. Returns whether the database has to be sent anything at all.
    bool prepare_end() noexcept;
    /// COMMIT or ROLLBACK was answered, or failed with this error: the transaction is over, unless the database says
    /// that it is not. If that is not known a ROLLBACK is pending.
    void transaction_ended(const std::exception_ptr& error = nullptr) noexcept;

    /// The statement that sets the server's limit for statements in this transaction, to be sent in the same round trip
    /// before a statement with these options. Empty: none is needed.
    std::string take_timeout(const ExecutionOptions& effective);
    /// The server's limit for the session, if it has to be set before a statement with these options.
    std::optional<std::chrono::milliseconds> session_timeout_to_set(const ExecutionOptions& effective) const noexcept;

    /// Whether something has to be executed, or waited for, before a statement with these options.
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
