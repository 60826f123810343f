#pragma once

#include <azoth/driver/url.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/typed_execution.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/task.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

class retries;

namespace detail {

class EngineState;

template <class T>
struct TaskValue;
template <class T>
struct TaskValue<task<T>> {
    using type = T;
};

/// A coroutine function that can be called with a connection and this state.
template <class Fn, class... State>
concept ConnectionFunction = requires(Fn& fn, AsyncConnection& connection, State... state) {
    typename TaskValue<decltype(std::invoke(fn, connection, std::move(state)...))>::type;
};

/// The type of the coroutine's value.
template <class Fn, class... State>
using ConnectionFunctionValue = typename TaskValue<decltype(std::invoke(
    std::declval<Fn&>(), std::declval<AsyncConnection&>(), std::declval<State>()...))>::type;

/// An argument that may be such a function: neither options nor a label.
template <class Fn>
concept Callee = !std::convertible_to<Fn, TransactionOptions> && !std::convertible_to<Fn, std::string> &&
                 !std::same_as<std::remove_cvref_t<Fn>, retries>;

/// Whether the type is a lambda's. Used with g++ 12 only.
template <class Fn>
constexpr bool is_closure() {
    constexpr std::string_view name = __PRETTY_FUNCTION__;
    constexpr std::size_t at = name.find("Fn = ");
    constexpr std::string_view type = name.substr(at == std::string_view::npos ? 0 : at + 5);
    return type.find("<lambda") != std::string_view::npos && type.find('<') == type.find("<lambda");
}

/// Says in one sentence what is wrong with a function for begin() or transaction(). Fn is a reference unless the
/// function is a temporary.
template <class Fn, class... State>
constexpr void check_connection_function() {
    using Function = std::decay_t<Fn>;
    constexpr bool callable = std::is_invocable_v<Function&, AsyncConnection&, State...>;
    static_assert(callable,
                  "azoth: the function of begin() or transaction() takes az::AsyncConnection& (a reference) and then "
                  "the state that is passed with it");
    if constexpr (callable) {
        static_assert(ConnectionFunction<Function, State...>,
                      "azoth: the function of begin() or transaction() is a coroutine: it returns az::task<void> or "
                      "az::task<T> and awaits what it does");
    }
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
    constexpr bool destroyed_twice =
        !std::is_lvalue_reference_v<Fn> && !std::is_trivially_destructible_v<Function> && is_closure<Function>();
    static_assert(
        !destroyed_twice,
        "azoth: g++ 12 destroys the captures of this lambda twice when it is written inside co_await: capture "
        "by reference, pass the values as state (begin(fn, value)), or give the lambda a name");
#endif
}

}  // namespace detail

/// A database, given by a URL, with its backend and a pool of connections. Copies are cheap and share the same pool.
/// Threads: thread-safe; coroutines of any number of io_contexts may share it. Lifetime: when the last copy is
/// destroyed, idle connections are closed at once; dispose() closes them properly.
class [[nodiscard]] AsyncEngine {
public:
    /// Checks out a connection of the pool, or opens one. Throws TimeoutError if none becomes free within
    /// EngineOptions::pool_timeout, OperationalError if the database cannot be reached. Cancellation takes effect at
    /// once. `label` names the holder of the connection in the TimeoutErrors of other callers.
    task<AsyncConnection> connect(std::string label = {}) const;

    /// Executes a statement that needs no transaction and waits for all of its rows. The coroutines of an io_context
    /// share a few connections (EngineOptions::shared_connections), on which requests are sent without waiting for
    /// earlier answers. Requests are independent: errors, cancellation and timeouts affect one alone. A slow statement
    /// delays those after it on the same connection; see azoth::unshared. On a database without shared connections
    /// (SQLite), and with options that set how transactions begin, each statement checks out a connection of the pool.
    ///
    /// Returns a Result with the types of the statement. Throws as AsyncConnection::execute() and connect() do. Does
    /// not compile for DDL. Throws InvalidRequestError for a text() that does not begin like a query or a change of
    /// rows (BEGIN, SET, LISTEN, CREATE TEMP TABLE); functions with such effects are not detected. Threads:
    /// thread-safe.
    template <Executable S, detail::StreamArgument... Arguments>
    auto execute(const S& statement, const Arguments&... arguments) const {
        return detail::execute_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// Executes a statement and returns the first column of the first row; empty if there is no row or the value is
    /// NULL.
    template <Executable S, detail::StreamArgument... Arguments>
    auto scalar(const S& statement, const Arguments&... arguments) const {
        return detail::scalar_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// Executes a statement and returns the first column of all rows.
    template <Executable S, detail::StreamArgument... Arguments>
    auto scalars(const S& statement, const Arguments&... arguments) const {
        return detail::scalars_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// Executes a statement and returns the first row, if there is one.
    template <Executable S, detail::StreamArgument... Arguments>
    auto first(const S& statement, const Arguments&... arguments) const {
        return first_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// Executes a statement and returns the only row. Throws NoResultFound, MultipleResultsFound.
    template <Executable S, detail::StreamArgument... Arguments>
    auto one(const S& statement, const Arguments&... arguments) const {
        return one_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// Executes a statement and returns the only row, or an empty optional if there is none. Throws
    /// MultipleResultsFound.
    template <Executable S, detail::StreamArgument... Arguments>
    auto one_or_none(const S& statement, const Arguments&... arguments) const {
        return one_or_none_typed(execution_of(statement, arguments...), typename S::rows());
    }

    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> execute(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalar(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalars(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> first(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> one(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> one_or_none(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }

    /// Calls the coroutine fn(AsyncConnection&, state...) in a transaction, commits it at the end or rolls it back if
    /// fn throws, and returns what fn returns. Pass what fn needs by reference captures or as state, which is kept
    /// until fn has ended.
    ///
    /// g++ 12 destroys the captures of a lambda twice if it is written inside co_await and has captures with a
    /// destructor: such a lambda does not compile there. Capture by reference, pass state, or give the lambda a name.
    template <detail::Callee Fn, class... State>
    auto begin(Fn&& fn, State... state) const {
        return begin_with(std::string(), TransactionOptions(), std::forward<Fn>(fn), std::move(state)...);
    }
    /// Calls fn in a transaction with options, which override the engine's: `begin(Isolation::serializable, fn)`.
    /// Throws NotSupportedError for an option that the database does not have.
    template <detail::Callee Fn, class... State>
    auto begin(const TransactionOptions& options, Fn&& fn, State... state) const {
        return begin_with(std::string(), options, std::forward<Fn>(fn), std::move(state)...);
    }
    /// Calls fn in a transaction with options, with a label as in connect(): `begin("nightly report", options, fn)`.
    template <detail::Callee Fn, class... State>
    auto begin(std::string label, const TransactionOptions& options, Fn&& fn, State... state) const {
        return begin_with(std::move(label), options, std::forward<Fn>(fn), std::move(state)...);
    }
    /// Calls fn in a transaction, with a label as in connect().
    template <detail::Callee Fn, class... State>
    auto begin(std::string label, Fn&& fn, State... state) const {
        return begin_with(std::move(label), TransactionOptions(), std::forward<Fn>(fn), std::move(state)...);
    }

    /// Returns an engine on the same pool whose options are these, and the present ones where these leave them unset.
    /// The connections of `engine.execution_options(Isolation::autocommit)` begin no transactions implicitly; begin()
    /// still does. Throws NotSupportedError for an option that the database does not have.
    AsyncEngine execution_options(const ExecutionOptions& options) const;
    /// The options of executions.
    const ExecutionOptions& get_execution_options() const noexcept { return options_; }

    /// Closes the idle connections; those in use are closed at check-in. The engine can be used again.
    task<void> dispose() const;

    /// The URL. Its password is hidden where it is printed.
    const Url& url() const noexcept;
    /// The SQL dialect of the database.
    const Dialect& dialect() const noexcept;
    /// Returns the state of the pool and its counters.
    PoolStatus pool() const;

private:
    friend AsyncEngine create_async_engine(std::string_view url, const EngineOptions& options);
    explicit AsyncEngine(std::shared_ptr<detail::EngineState> state) noexcept : state_(std::move(state)) {}

    template <class S, class... Arguments>
    detail::Execution execution_of(const S& statement, const Arguments&... arguments) const {
        if constexpr (requires { S::is_ddl; }) {
            static_assert(!S::is_ddl, "azoth: DDL is executed on a connection: engine.begin(...), engine.connect()");
        }
        detail::check_has_arguments<S>();
        return detail::with_call(detail::Execution(state_, options_, statement.node()), statement, arguments...);
    }

    template <class... Ts>
    static task<std::optional<Row<Ts...>>> first_typed(detail::Execution execution, RowTypes<Ts...> types) {
        const Result<Ts...> result = co_await detail::execute_typed(std::move(execution), types);
        co_return result.first();
    }
    template <class... Ts>
    static task<Row<Ts...>> one_typed(detail::Execution execution, RowTypes<Ts...> types) {
        const Result<Ts...> result = co_await detail::execute_typed(std::move(execution), types);
        co_return result.one();
    }
    template <class... Ts>
    static task<std::optional<Row<Ts...>>> one_or_none_typed(detail::Execution execution, RowTypes<Ts...> types) {
        const Result<Ts...> result = co_await detail::execute_typed(std::move(execution), types);
        co_return result.one_or_none();
    }

    /// `begin`: the options of a transaction that the connection itself represents.
    static task<AsyncConnection> connect_to(AsyncEngine engine, std::string label,
                                            std::optional<TransactionOptions> begin);
    /// Commits, or rolls back and throws the error; then checks the connection in.
    static task<void> end_transaction(AsyncConnection& connection, std::exception_ptr error);

    template <class Fn, class... State>
    auto begin_with(std::string label, const TransactionOptions& options, Fn&& fn, State... state) const {
        using Function = std::decay_t<Fn>;
        detail::check_connection_function<Fn, State...>();
        if constexpr (detail::ConnectionFunction<Function, State...>) {
            using T = detail::ConnectionFunctionValue<Function, State...>;
            return begin_typed<T, Function>(*this, std::move(label), options, std::forward<Fn>(fn),
                                            std::move(state)...);
        } else {
            return task<void>();
        }
    }

    template <class T, class Fn, class... State>
    static task<T> begin_typed(AsyncEngine engine, std::string label, TransactionOptions options, Fn fn,
                               State... state) {
        AsyncConnection connection = co_await connect_to(engine, std::move(label), options);
        std::exception_ptr error;
        if constexpr (std::is_void_v<T>) {
            try {
                co_await std::invoke(fn, connection, std::move(state)...);
            } catch (...) {
                error = std::current_exception();
            }
            co_await end_transaction(connection, error);
        } else {
            std::optional<T> value;
            try {
                value.emplace(co_await std::invoke(fn, connection, std::move(state)...));
            } catch (...) {
                error = std::current_exception();
            }
            co_await end_transaction(connection, error);
            co_return std::move(*value);
        }
    }

    std::shared_ptr<detail::EngineState> state_;
    ExecutionOptions options_;
};

/// Makes an engine for a database URL (see Url). Does not connect. Throws ArgumentError for a malformed URL or an
/// option out of range, NoSuchModuleError for a backend or driver that is not linked to the program.
AsyncEngine create_async_engine(std::string_view url, const EngineOptions& options = EngineOptions());

}  // namespace azoth

AZOTH_EXPORT_END

// A program that includes this header alone finds the backends it links: they register where these are included, and in
// a static library nothing else refers to them.
#if defined(AZOTH_HAS_POSTGRESQL)
#include <azoth/postgresql/postgresql.hpp>
#endif
#if defined(AZOTH_HAS_SQLITE)
#include <azoth/sqlite/sqlite.hpp>
#endif
