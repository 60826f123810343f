#pragma once

#include <azoth/engine/async_result.hpp>
#include <azoth/engine/async_transaction.hpp>
#include <azoth/engine/connection.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>
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

/// A connection out of the engine's pool, to which it returns when this object dies: at once and without waiting,
/// whatever was not committed being rolled back. The first statement begins a transaction; commit() and rollback() end
/// it, and the next statement begins another.
///
/// To be used by one coroutine at a time. Statements may be started while others are under way, as in
/// `co_await (conn.execute(a) && conn.execute(b))`; they are carried out in that order. It must not outlive the
/// io_context that it was opened in.
class AsyncConnection {
public:
    AsyncConnection(AsyncConnection&& other) noexcept;
    AsyncConnection& operator=(AsyncConnection&& other) noexcept;
    ~AsyncConnection();

    /// Executes a statement and waits for all of its rows: a Result with the types that the statement says. Throws
    /// StatementError (IntegrityError, ProgrammingError, OperationalError, ...), CompileError; ResourceClosedError
    /// after close().
    template <Executable S>
    auto execute(const S& statement) {
        return execute_typed(detail::Execution(state_, statement.node()), typename S::rows());
    }
    /// The same with values for parameters that the statement names: `execute(statement, named("id", 7))`.
    template <Executable S, std::same_as<NamedValue>... Values>
    requires(sizeof...(Values) > 0) auto execute(const S& statement, const Values&... values) {
        std::vector<NamedValue> list;
        (list.push_back(values), ...);
        return execute_typed(detail::Execution(state_, statement.node(), std::move(list)), typename S::rows());
    }
    /// Executes a statement once for each row of a range: of tuples, of aggregates, or of values if it is for one
    /// parameter. Of an INSERT without values the fields are for the columns named by columns(), or all of the table,
    /// or all but the one that the database numbers; of any other statement they are its parameters. What RETURNING
    /// gives comes back in the order of the rows. A range that is no temporary is referred to: it must outlive the
    /// task.
    template <Executable S, detail::Rows Range>
    auto execute(const S& statement, Range&& rows) {
        return execute_rows(
            detail::Execution(state_, statement.node(), detail::make_row_parameters(std::forward<Range>(rows))),
            typename S::rows());
    }
    /// The first column of the first row, if there is a row and the value isn't NULL.
    template <Executable S>
    auto scalar(const S& statement) {
        return scalar_typed(detail::Execution(state_, statement.node()), typename S::rows());
    }
    /// The first column of all rows.
    template <Executable S>
    auto scalars(const S& statement) {
        return scalars_typed(detail::Execution(state_, statement.node()), typename S::rows());
    }
    /// Opens a query whose rows are fetched in portions: some tens at first, then 500 at a time.
    template <Executable S>
    auto stream(const S& statement) {
        return stream_typed(detail::Execution(state_, statement.node()), 0, typename S::rows());
    }
    template <Executable S>
    auto stream(const S& statement, yield_per window) {
        return stream_typed(detail::Execution(state_, statement.node()), window.rows(), typename S::rows());
    }
    /// Executes text as it is, in the database's own syntax and without parameters.
    task<Result<Dynamic>> exec_driver_sql(std::string sql);

    /// Ends the transaction, if there is one. Throws InternalError if the database rolled it back instead, because a
    /// statement in it had failed.
    task<void> commit();
    task<void> rollback();
    /// Begins a transaction; throws InvalidRequestError if there is one already.
    task<AsyncTransaction> begin();
    /// Sets a savepoint; begins a transaction if there is none.
    task<AsyncTransaction> begin_nested();
    bool in_transaction() const noexcept;
    bool in_nested_transaction() const noexcept;

    /// Calls fn(Connection&, args...) on a thread of its own, while this coroutine waits, and returns what it returns:
    /// for code that can't await. Its operations go over this connection. Cancellation takes effect when fn is done.
    template <class Fn, class... Args>
    requires std::invocable<Fn&, Connection&, Args&...> task<std::invoke_result_t<Fn&, Connection&, Args&...>> run_sync(
        Fn fn, Args... args) {
        return run_sync_typed(state_, std::move(fn), std::move(args)...);
    }

    /// Creates the tables that the database does not have yet, in the order of their dependencies.
    task<void> create_all(const MetaData& metadata);
    /// Drops the tables that the database has, dependent ones first.
    task<void> drop_all(const MetaData& metadata);

    /// Rolls back what is open and gives the connection back to the pool. Does nothing the second time.
    task<void> close();
    bool is_closed() const noexcept;

private:
    friend class AsyncEngine;
    explicit AsyncConnection(std::shared_ptr<detail::ConnectionState> state) noexcept;

    template <class... Ts>
    static task<Result<Ts...>> execute_typed(detail::Execution execution, RowTypes<Ts...>) {
        if (execution.must_settle()) co_await execution.settle();
        try {
            Session& session = execution.start();
            const Request request = execution.request();
            co_return Result<Ts...>(execution.finish(co_await session.execute(request)));
        } catch (...) {
            execution.fail();
        }
    }
    template <class... Ts>
    static task<Result<Ts...>> execute_rows(detail::Execution execution, RowTypes<Ts...>) {
        co_return Result<Ts...>(co_await detail::run(std::move(execution)));
    }
    static task<AsyncTransaction> begin_transaction(std::shared_ptr<detail::ConnectionState> state);
    static task<AsyncTransaction> begin_savepoint(std::shared_ptr<detail::ConnectionState> state);

    template <class... Ts>
    static task<std::optional<value_of<typename detail::ColumnType<0, Ts...>::type>>> scalar_typed(
        detail::Execution execution, RowTypes<Ts...> types) {
        const Result<Ts...> result = co_await execute_typed(std::move(execution), types);
        co_return result.scalar();
    }
    template <class... Ts>
    static task<ScalarResult<typename detail::ColumnType<0, Ts...>::type>> scalars_typed(detail::Execution execution,
                                                                                         RowTypes<Ts...> types) {
        const Result<Ts...> result = co_await execute_typed(std::move(execution), types);
        co_return result.scalars();
    }
    template <class... Ts>
    static task<AsyncResult<Ts...>> stream_typed(detail::Execution execution, std::size_t window, RowTypes<Ts...>) {
        co_return AsyncResult<Ts...>(co_await detail::open_stream(std::move(execution), window));
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
