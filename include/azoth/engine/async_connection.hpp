#pragma once

#include <azoth/engine/async_result.hpp>
#include <azoth/engine/async_transaction.hpp>
#include <azoth/engine/connection.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/engine/typed_execution.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/task.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class AsyncEngine;

namespace detail {
class ConnectionAccess;
}

/// A connection checked out of the engine's pool. The first statement begins a transaction; commit() and rollback() end
/// it, and the next statement begins another.
///
/// Threads: one coroutine at a time. Statements may be started while others are in flight, as in `co_await
/// (conn.execute(a) && conn.execute(b))`; they are executed in that order. Lifetime: it must not outlive the io_context
/// that it was opened in. The destructor checks the connection in without waiting; what was not committed is rolled
/// back.
class [[nodiscard]] AsyncConnection {
public:
    /// Makes an object without a connection, to be assigned to, like one that was moved from: operations throw
    /// ResourceClosedError.
    AsyncConnection() noexcept;
    AsyncConnection(AsyncConnection&& other) noexcept;
    AsyncConnection& operator=(AsyncConnection&& other) noexcept;
    ~AsyncConnection();

    /// Executes a statement and waits for all of its rows. Further arguments: values for parameters of the statement
    /// (`named("id", 7)`), `timeout(200ms)`, ExecutionOptions, `then_commit`.
    ///
    /// Returns a Result with the types of the statement. Throws StatementError (IntegrityError, ProgrammingError,
    /// OperationalError, ...); CompileError; ResourceClosedError after close(). Cancellation: the statement is stopped
    /// on the server and CancelledError is thrown, whose outcome() says what became of it; on PostgreSQL the
    /// transaction has failed then.
    template <Executable S, detail::CallArgument... Arguments>
    auto execute(const S& statement, const Arguments&... arguments) {
        return detail::execute_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// Executes a statement once for each row of a range of tuples, of aggregates, or of values if the statement has
    /// one parameter. For an INSERT without values the fields belong to the columns named by columns(), or to all
    /// columns of the table, or to all but the one that the database numbers; for any other statement they are its
    /// parameters. RETURNING gives rows in the order of the range. Lifetime: a range that is not a temporary must
    /// outlive the task.
    template <Executable S, detail::Rows Range, detail::CallArgument... Arguments>
    auto execute(const S& statement, Range&& rows, const Arguments&... arguments) {
        return execute_rows(detail::make_execution_of_rows(state(), statement, std::forward<Range>(rows), arguments...),
                            typename S::rows());
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> execute(const S&, Arguments&&...) {
        return detail::refuse_statement<S>();
    }
    /// Executes a statement and returns the first column of the first row; empty if there is no row or the value is
    /// NULL.
    template <Executable S, detail::CallArgument... Arguments>
    auto scalar(const S& statement, const Arguments&... arguments) {
        return detail::scalar_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// Executes a statement and returns the first column of all rows.
    template <Executable S, detail::CallArgument... Arguments>
    auto scalars(const S& statement, const Arguments&... arguments) {
        return detail::scalars_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// Opens a query whose rows are fetched in batches: of 50 rows at first, then of 500, or of yield_per(rows). A
    /// timeout limits each batch. On PostgreSQL in autocommit, where no transaction keeps the query open, other
    /// requests of this connection throw InvalidRequestError until the stream is at its end or closed.
    template <Executable S, detail::StreamArgument... Arguments>
    auto stream(const S& statement, const Arguments&... arguments) {
        return stream_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// Opens a query and returns the first column of its rows, fetched in batches; see stream().
    template <Executable S, detail::StreamArgument... Arguments>
    auto stream_scalars(const S& statement, const Arguments&... arguments) {
        return stream_scalars_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalar(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalars(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> stream(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> stream_scalars(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    /// Executes text as it is, in the database's own syntax and without parameters.
    task<Result<Dynamic>> exec_driver_sql(std::string sql);

    /// Commits the transaction, if there is one. Throws InternalError if the database rolled it back instead because a
    /// statement in it had failed; OperationalError, with an outcome() that may be unknown, if the connection is lost
    /// (see TransactionOptions::resolve_commit).
    task<void> commit();
    /// Rolls back the transaction, if there is one.
    task<void> rollback();
    /// Begins a transaction with options, which override the connection's. Throws InvalidRequestError if there is a
    /// transaction already, NotSupportedError for an option that the database does not have.
    task<AsyncTransaction> begin(TransactionOptions options = TransactionOptions());
    /// Sets a savepoint, in a new transaction if there is none. Throws InvalidRequestError if there is no transaction
    /// and none may begin implicitly (Isolation::autocommit).
    task<AsyncTransaction> begin_nested();
    /// Begins a transaction with two-phase commit, under a name that must be unique in the database server. Throws as
    /// begin() does, and NotSupportedError on a database without such transactions.
    task<AsyncTwoPhaseTransaction> begin_twophase(std::string xid, TransactionOptions options = TransactionOptions());
    /// Returns the names of this database's transactions that are prepared and neither committed nor rolled back.
    task<std::vector<std::string>> recover_twophase();
    /// Commits a prepared transaction of any session. Throws InvalidRequestError while this connection is in a
    /// transaction, ProgrammingError if there is no such transaction.
    task<void> commit_prepared(std::string xid);
    /// Rolls back a prepared transaction of any session. Throws as commit_prepared() does.
    task<void> rollback_prepared(std::string xid);
    /// Queries the isolation level of the transaction; outside of one, the default for new transactions. Throws
    /// InterfaceError for a level that Isolation does not have.
    task<Isolation> get_isolation_level();
    /// Whether the connection is in a transaction, begun explicitly or implicitly.
    bool in_transaction() const noexcept;
    /// Whether the connection is in a savepoint of begin_nested().
    bool in_nested_transaction() const noexcept;

    /// Overrides options of this connection, which are initially its engine's, until it is checked in:
    /// `conn.execution_options(Isolation::serializable)`. Throws InvalidRequestError for options of transactions while
    /// there is one, NotSupportedError for an option that the database does not have.
    void execution_options(const ExecutionOptions& options);
    /// The options of executions on this connection.
    const ExecutionOptions& get_execution_options() const;

    /// Calls fn(Connection&, args...) on a thread of its own while this coroutine waits, and returns what it returns:
    /// for code that cannot await. Its operations use this connection. Throws what fn throws. Cancellation takes effect
    /// when fn returns.
    template <class Fn, class... Args>
    requires std::invocable<Fn&, Connection&, Args&...> task<std::invoke_result_t<Fn&, Connection&, Args&...>> run_sync(
        Fn fn, Args... args) {
        return run_sync_typed(state(), std::move(fn), std::move(args)...);
    }

    /// Creates the tables that the database does not have yet, in the order of their dependencies. Throws
    /// NoReferencedTableError, CircularDependencyError; otherwise as execute() does. Lifetime: `metadata` must outlive
    /// the task.
    task<void> create_all(const MetaData& metadata);
    /// Drops the tables that the database has, dependent ones first. Throws and lifetime as of create_all().
    task<void> drop_all(const MetaData& metadata);

    /// Closes the connection to the database at once, without a message to the server: for a connection that is known
    /// to be unusable. Operations in flight and all later ones fail, and the connection is not checked out again.
    void invalidate() noexcept;
    /// Rolls back an open transaction and checks the connection in. Does nothing the second time.
    task<void> close();
    /// Whether there is no connection, or it was closed.
    bool is_closed() const noexcept;

private:
    friend class AsyncEngine;
    friend class detail::ConnectionAccess;
    explicit AsyncConnection(std::shared_ptr<detail::ConnectionState> state) noexcept;

    /// Throws ResourceClosedError if there is no connection.
    const std::shared_ptr<detail::ConnectionState>& state() const;

    template <class... Ts>
    static task<Result<Ts...>> execute_rows(detail::Execution execution, RowTypes<Ts...>) {
        co_return Result<Ts...>(co_await detail::run(std::move(execution)));
    }
    static task<AsyncTransaction> begin_transaction(std::shared_ptr<detail::ConnectionState> state,
                                                    TransactionOptions options);
    static task<AsyncTwoPhaseTransaction> begin_prepared(std::shared_ptr<detail::ConnectionState> state,
                                                         std::string xid, TransactionOptions options);
    static task<Isolation> query_isolation_level(std::shared_ptr<detail::ConnectionState> state);
    static task<std::vector<std::string>> prepared_names(std::shared_ptr<detail::ConnectionState> state);
    static task<AsyncTransaction> begin_savepoint(std::shared_ptr<detail::ConnectionState> state);

    template <class... Ts>
    static task<AsyncResult<Ts...>> stream_typed(detail::Execution execution, RowTypes<Ts...>) {
        const std::size_t batch = execution.batch_size();
        co_return AsyncResult<Ts...>(co_await detail::open_stream(std::move(execution), batch));
    }
    template <class... Ts>
    static task<AsyncScalarResult<typename detail::ColumnType<0, Ts...>::type>> stream_scalars_typed(
        detail::Execution execution, RowTypes<Ts...> types) {
        const AsyncResult<Ts...> result = co_await stream_typed(std::move(execution), types);
        co_return result.scalars();
    }
    template <class Fn, class... Args>
    static task<std::invoke_result_t<Fn&, Connection&, Args&...>> run_sync_typed(
        std::shared_ptr<detail::ConnectionState> state, Fn fn, Args... args) {
        auto call = [&](Connection& connection) { return fn(connection, args...); };
        detail::SyncCallOf<decltype(call)> sync(call);
        co_await detail::run_on_thread(std::move(state), sync);
        co_return sync.take();
    }

    std::shared_ptr<detail::ConnectionState> state_;
};

}  // namespace azoth

AZOTH_EXPORT_END
