#pragma once

#include "engine/engine_state.hpp"
#include "engine/ledger.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/driver/session_commands.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {

class Inbox;
class Mailbox;
class SharedSession;
class Stream;

/// What an AsyncConnection, its transactions, streams and operations share: the lease on a session, and where the
/// transaction stands. Belongs to one executor; not thread-safe.
///
/// A transaction begins without a word to the database: BEGIN travels with the first statement in it.
class ConnectionState {
public:
    ConnectionState(std::shared_ptr<EngineState> engine, Lease lease, const ExecutionOptions& options) noexcept
        : engine_(std::move(engine)), lease_(std::move(lease)), options_(options) {}
    /// The face of a session that many use at a time: nothing of it changes, so that its uses may be on any thread.
    ConnectionState(std::shared_ptr<EngineState> engine, SharedSession& shared, Session& session) noexcept
        : engine_(std::move(engine)), lease_(session), options_(Isolation::autocommit), shared_(&shared) {}
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
    /// Throws ResourceClosedError once the connection is closed.
    Session& session() const;
    bool is_closed() const noexcept { return closed_; }
    /// No more operations: the session goes home as soon as none is under way.
    void close() noexcept;

    /// Something is said to the session that may outlast the transaction.
    void touch() noexcept {
        if (shared_ == nullptr) lease_.touch();
    }
    void untouch() noexcept { lease_.untouch(); }
    /// Ends the session at once; nobody gets it any more.
    void invalidate() noexcept;

    const ExecutionOptions& options() const noexcept { return options_; }
    /// Other options, while there is no transaction.
    void use_options(const ExecutionOptions& options) noexcept { options_ = options; }
    /// Throws InvalidRequestError when they change how transactions begin while there is one; NotSupportedError.
    void change_options(const ExecutionOptions& options);

    /// An operation is under way from begin_operation() to end_operation().
    void begin_operation() noexcept {
        if (shared_ == nullptr) ++operations_;
    }
    /// charged: what a request has been charged to a shared session.
    void end_operation(std::size_t charged = 0) noexcept;

    bool in_transaction() const noexcept { return transaction_ != 0; }
    bool in_nested_transaction() const noexcept { return !savepoints_.empty(); }
    /// Begins a transaction; throws InvalidRequestError if there is one, NotSupportedError.
    std::uint64_t begin(const TransactionOptions& options);
    /// Begins a transaction unless there is one, or the connection is in autocommit. Throws InvalidRequestError while
    /// the handle of a transaction that is over is still in scope.
    void autobegin();
    bool would_autobegin() const noexcept { return !in_transaction() && !options_.is_autocommit(); }
    std::uint64_t transaction() const noexcept { return transaction_; }
    /// Whether what becomes of a COMMIT has to be found out: of the transaction, or of the next.
    bool resolves_commit() const noexcept;
    /// Whether COMMIT can't travel with a statement, for something waits for it.
    bool commits_apart() const noexcept { return !hooks().commit.empty() || resolves_commit(); }
    /// The database has confirmed a COMMIT of the transaction begun last.
    void note_commit() noexcept { committed_ = true; }
    bool has_committed() const noexcept { return committed_; }
    /// While commit hooks work nobody else may end the transaction. Throws InvalidRequestError.
    void check_ending() const;
    void set_ending(bool on) noexcept { ending_ = on; }
    /// Tells hooks that the transaction is rolled back, without waiting for them.
    void tell_rolled_back() noexcept;
    /// How the transaction is begun, for its requests; null: there is none.
    const std::shared_ptr<TransactionStart>& transaction_start() const noexcept { return start_; }
    /// From here on the next statement belongs to another transaction: COMMIT or ROLLBACK is sent. Until
    /// transaction_ended() everything else waits.
    void begin_ending() noexcept { ending_transaction_ = true; }

    struct Savepoint {
        std::uint64_t id;
        std::string name;
    };
    Savepoint add_savepoint();
    /// Forgets a savepoint and those set after it.
    void remove_savepoint(std::uint64_t id) noexcept;
    /// The transaction is as it was at a savepoint.
    void returned_to_savepoint() noexcept { told_timeout_.reset(); }
    /// A savepoint is given up: what was done since is rolled back before anything else.
    void give_up_savepoint(std::uint64_t id) noexcept;
    /// The transaction is given up: it is rolled back before anything else. Hooks are not called.
    void give_up_transaction() noexcept;
    const Savepoint* find_savepoint(std::uint64_t id) const noexcept;
    bool is_active(std::uint64_t transaction) const noexcept;

    /// While the handle of a transaction is in scope but the transaction is over, no statement is executed.
    void add_handle(std::uint64_t transaction) { handles_.push_back(transaction); }
    /// The handle dies: without commit or rollback the transaction is rolled back in front of the next operation.
    void drop_handle(std::uint64_t transaction) noexcept;

    /// What this connection owes its session.
    Ledger& ledger() noexcept { return ledger_; }

    /// From now on the session reads, and what it hears on the channel is kept there.
    std::shared_ptr<Inbox> start_listening(std::string channel, std::size_t limit, std::size_t bytes);
    /// If it was the last listener to its channel UNLISTEN is owed.
    void stop_listening(const Inbox& inbox) noexcept;

    /// The server's own limit for statements has to follow what is said here: what a statement with these options has
    /// to be preceded by, in its round trip. Empty: it has been told.
    std::string take_timeout(const ExecutionOptions& effective);
    /// What was said of the server's limit may not have reached it.
    void forget_told_timeout() noexcept {
        if (shared_ == nullptr) told_timeout_.reset();
    }
    /// The limit of the session that has to be set first; nothing: it is as it should be.
    std::optional<std::chrono::milliseconds> session_timeout_to_set(const ExecutionOptions& effective) const noexcept;
    void session_timeout_sent() noexcept { session_timeout_.reset(); }
    void session_timeout_set(std::chrono::milliseconds limit) noexcept { session_timeout_ = told_timeout_ = limit; }

    /// Whether something has to be executed, or waited for, before anything else.
    bool has_pending(const ExecutionOptions& effective) const noexcept;
    bool has_pending() const noexcept { return has_pending(options_); }
    Ledger::Standing standing() const noexcept { return {in_transaction(), lease_.session().transaction_status()}; }

    /// Debts are paid by a coroutine of its own, so that the cancellation of a caller does not reach it.
    bool is_paying() const noexcept { return paying_; }
    void begin_paying() noexcept { paying_ = true; }
    void end_paying() noexcept;
    /// Whether another coroutine ends the transaction, or pays.
    bool is_blocked() const noexcept { return paying_ || ending_transaction_; }
    /// Waits until it may have changed. start, if there is one, is called once the coroutine is suspended: on an
    /// executor of several threads what it spawns runs, and may end, beside the coroutine.
    task<void> wait_for_turn(boost::asio::any_io_executor executor, std::function<void()> start = nullptr);

    /// The streams of a transaction end with it.
    void close_streams() noexcept;
    /// Before COMMIT or ROLLBACK is sent: ends streams. Returns whether the database knows of a transaction at all.
    bool prepare_end() noexcept;
    /// COMMIT, or what else ends it, was answered, or failed with this: the transaction is over, unless the database
    /// says that it isn't. Where that is not known a ROLLBACK is owed.
    void transaction_ended(const std::exception_ptr& error = nullptr) noexcept;

    void add_stream(Stream& stream) { streams_.push_back(&stream); }
    void remove_stream(const Stream& stream) noexcept;

private:
    void check_handles() const;
    void forget_transaction() noexcept;
    void go_home() noexcept;
    std::chrono::milliseconds server_timeout(const ExecutionOptions& effective) const noexcept;
    void open_gate() noexcept;

    std::shared_ptr<EngineState> engine_;
    Lease lease_;
    ExecutionOptions options_;
    bool closed_ = false;
    int operations_ = 0;
    std::uint64_t last_id_ = 0;
    std::uint64_t transaction_ = 0;
    std::shared_ptr<TransactionStart> start_;  // of the transaction
    bool ending_transaction_ = false;
    bool resolve_commit_ = false;
    bool ending_ = false;
    bool committed_ = false;
    std::uint64_t savepoint_number_ = 0;
    std::vector<Savepoint> savepoints_;
    std::vector<std::uint64_t> handles_;
    Ledger ledger_;
    bool paying_ = false;
    std::vector<std::shared_ptr<boost::asio::steady_timer>> waiting_;  // cancelled when is_blocked() may have changed
    // What the server keeps statements to; none: not known. Of the transaction, and of the session.
    std::optional<std::chrono::milliseconds> told_timeout_{0};
    std::optional<std::chrono::milliseconds> session_timeout_{0};
    std::vector<Stream*> streams_;
    std::shared_ptr<Mailbox> mailbox_;  // once somebody has listened
    SharedSession* const shared_ = nullptr;
};

using ConnectionPtr = std::shared_ptr<ConnectionState>;

/// For the parts of azoth that work on a connection without being members of it.
class ConnectionAccess {
public:
    static const ConnectionPtr& state(const AsyncConnection& connection) noexcept { return connection.state_; }
    static const ConnectionPtr& state(const Connection& connection) noexcept { return connection.connection(); }
    static AsyncConnection make(ConnectionPtr state) noexcept { return AsyncConnection(std::move(state)); }
    /// Leaves it without a connection, which stays as it is.
    static void let_go(AsyncConnection& connection) noexcept { connection.state_.reset(); }
};

/// Throws NotSupportedError for what the database can't begin a transaction with.
void check_transaction_options(const SessionCommands& commands, const ExecutionOptions& options);

/// Executes text without parameters or rows: COMMIT, SAVEPOINT ... Returns the command tag.
task<std::string> control(ConnectionPtr connection, std::string sql);
/// What became of the statement that failed with this error.
Outcome outcome_of(const std::exception_ptr& error) noexcept;

/// Pays what is owed and can be paid now, for a statement with these options; waits while another coroutine ends the
/// transaction. Cancelling it ends the wait, not the payment. has_pending() is to be asked again afterwards, without
/// waiting for anything in between.
task<void> settle(ConnectionPtr connection, ExecutionOptions effective);
task<void> settle(ConnectionPtr connection);
task<void> commit(ConnectionPtr connection);
task<void> rollback(ConnectionPtr connection);
/// Sets a savepoint, inside a transaction that is begun if there is none, and returns its id.
task<std::uint64_t> begin_nested(ConnectionPtr connection);
task<void> release_savepoint(ConnectionPtr connection, std::uint64_t id);
task<void> rollback_savepoint(ConnectionPtr connection, std::uint64_t id);
/// Ends the transaction as prepared under this name.
task<void> prepare_transaction(ConnectionPtr connection, std::string xid);
/// Throws InvalidRequestError if the connection is in a transaction.
void check_outside(const ConnectionState& connection, const std::string& sql);
/// COMMIT PREPARED, ROLLBACK PREPARED: what can't be executed in a transaction.
task<void> control_outside(ConnectionPtr connection, std::string sql);
/// Rolls back what is open and gives the session back.
task<void> close(ConnectionPtr connection);

}  // namespace azoth::detail
