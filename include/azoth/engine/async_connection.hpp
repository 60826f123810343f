#pragma once

#include <azoth/engine/async_result.hpp>
#include <azoth/engine/async_transaction.hpp>
#include <azoth/engine/connection.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/engine/typed_execution.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/task.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

class AsyncEngine;

namespace detail {
class ConnectionAccess;
}

/// A connection out of the engine's pool, to which it returns when this object dies: at once and without waiting,
/// whatever was not committed being rolled back. The first statement begins a transaction; commit() and rollback() end
/// it, and the next statement begins another.
///
/// To be used by one coroutine at a time. Statements may be started while others are under way, as in
/// `co_await (conn.execute(a) && conn.execute(b))`; they are carried out in that order. It must not outlive the
/// io_context that it was opened in.
class AsyncConnection {
public:
    /// No connection, to be assigned to, as one that was moved from: operations throw ResourceClosedError.
    AsyncConnection() noexcept;
    AsyncConnection(AsyncConnection&& other) noexcept;
    AsyncConnection& operator=(AsyncConnection&& other) noexcept;
    ~AsyncConnection();

    /// Executes a statement and waits for all of its rows: a Result with the types that the statement says. Throws
    /// StatementError (IntegrityError, ProgrammingError, OperationalError, ...), CompileError; ResourceClosedError
    /// after close().
    ///
    /// What may stand behind it: values for parameters that the statement names (`named("id", 7)`), `timeout(200ms)`,
    /// ExecutionOptions, `then_commit`.
    template <Executable S, detail::CallArgument... Arguments>
    auto execute(const S& statement, const Arguments&... arguments) {
        return detail::execute_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// Executes a statement once for each row of a range: of tuples, of aggregates, or of values if it is for one
    /// parameter. Of an INSERT without values the fields are for the columns named by columns(), or all of the table,
    /// or all but the one that the database numbers; of any other statement they are its parameters. What RETURNING
    /// gives comes back in the order of the rows. A range that is no temporary is referred to: it must outlive the
    /// task.
    template <Executable S, detail::Rows Range, detail::CallArgument... Arguments>
    auto execute(const S& statement, Range&& rows, const Arguments&... arguments) {
        return execute_rows(detail::make_execution_of_rows(state(), statement, std::forward<Range>(rows), arguments...),
                            typename S::rows());
    }
    /// Says what is wrong with a call whose first argument is no statement; so do those below.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> execute(const S&, Arguments&&...) {
        return detail::refuse_statement<S>();
    }
    /// The first column of the first row, if there is a row and the value isn't NULL.
    template <Executable S, detail::CallArgument... Arguments>
    auto scalar(const S& statement, const Arguments&... arguments) {
        return detail::scalar_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// The first column of all rows.
    template <Executable S, detail::CallArgument... Arguments>
    auto scalars(const S& statement, const Arguments&... arguments) {
        return detail::scalars_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// Opens a query whose rows are fetched in portions: some tens at first, then 500 at a time, or as yield_per(rows)
    /// says. A timeout is for each portion. On PostgreSQL in autocommit, where no transaction keeps the query open,
    /// other requests of this connection throw InvalidRequestError until the stream is at its end or closed.
    template <Executable S, detail::StreamArgument... Arguments>
    auto stream(const S& statement, const Arguments&... arguments) {
        return stream_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    /// The first column of a query's rows, fetched in portions.
    template <Executable S, detail::StreamArgument... Arguments>
    auto stream_scalars(const S& statement, const Arguments&... arguments) {
        return stream_scalars_typed(detail::make_execution(state(), statement, arguments...), typename S::rows());
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalar(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalars(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> stream(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> stream_scalars(const S&, const Arguments&...) {
        return detail::refuse_statement<S>();
    }
    /// Executes text as it is, in the database's own syntax and without parameters.
    task<Result<Dynamic>> exec_driver_sql(std::string sql);

    /// Ends the transaction, if there is one. Throws InternalError if the database rolled it back instead, because a
    /// statement in it had failed.
    task<void> commit();
    task<void> rollback();
    /// Begins a transaction; throws InvalidRequestError if there is one already, NotSupportedError for an option that
    /// the database does not have. The options go before the connection's.
    task<AsyncTransaction> begin(TransactionOptions options = TransactionOptions());
    /// Sets a savepoint; begins a transaction if there is none, and throws InvalidRequestError if that is not done
    /// implicitly (Isolation::autocommit).
    task<AsyncTransaction> begin_nested();
    /// Begins a transaction that can be committed in two phases, under a name that is its own in the database server.
    /// Throws as begin() does, and NotSupportedError on a database without such transactions.
    task<AsyncTwoPhaseTransaction> begin_twophase(std::string xid, TransactionOptions options = TransactionOptions());
    /// The names of the transactions that this database has prepared and not yet committed or rolled back.
    task<std::vector<std::string>> recover_twophase();
    /// Commits, or rolls back, a prepared transaction, whoever has prepared it. Throws InvalidRequestError while this
    /// connection is in a transaction, ProgrammingError if there is no such transaction.
    task<void> commit_prepared(std::string xid);
    task<void> rollback_prepared(std::string xid);
    /// Asks the database for the isolation level of the transaction; outside of one, of those that are begun without
    /// saying it. Throws InterfaceError for a level that Isolation doesn't have.
    task<Isolation> get_isolation_level();
    bool in_transaction() const noexcept;
    bool in_nested_transaction() const noexcept;

    /// Adds to the options of this connection, which it got from its engine, until it goes back to the pool:
    /// `conn.execution_options(Isolation::serializable)`. Throws InvalidRequestError when they change how transactions
    /// begin while there is one, NotSupportedError for what the database does not have.
    void execution_options(const ExecutionOptions& options);
    const ExecutionOptions& get_execution_options() const;

    /// Calls fn(Connection&, args...) on a thread of its own, while this coroutine waits, and returns what it returns:
    /// for code that can't await. Its operations go over this connection. Cancellation takes effect when fn is done.
    template <class Fn, class... Args>
    requires std::invocable<Fn&, Connection&, Args&...> task<std::invoke_result_t<Fn&, Connection&, Args&...>> run_sync(
        Fn fn, Args... args) {
        return run_sync_typed(state(), std::move(fn), std::move(args)...);
    }

    /// Creates the tables that the database does not have yet, in the order of their dependencies.
    task<void> create_all(const MetaData& metadata);
    /// Drops the tables that the database has, dependent ones first.
    task<void> drop_all(const MetaData& metadata);

    /// Ends the connection to the database at once, without a word to it: for one that is known to be of no use any
    /// more. Operations under way and all later ones fail, and the pool gives it to nobody.
    void invalidate() noexcept;
    /// Rolls back what is open and gives the connection back to the pool. Does nothing the second time.
    task<void> close();
    bool is_closed() const noexcept;

private:
    friend class AsyncEngine;
    friend class detail::ConnectionAccess;
    explicit AsyncConnection(std::shared_ptr<detail::ConnectionState> state) noexcept;

    /// Throws ResourceClosedError if there is none.
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
