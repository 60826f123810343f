#pragma once

#include <azoth/driver/url.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/typed_execution.hpp>
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

/// A coroutine function that can be called with a connection and these.
template <class Fn, class... State>
concept ConnectionFunction = requires(Fn& fn, AsyncConnection& connection, State... state) {
    typename TaskValue<decltype(std::invoke(fn, connection, std::move(state)...))>::type;
};

/// What its coroutine returns.
template <class Fn, class... State>
using ConnectionFunctionValue = typename TaskValue<decltype(std::invoke(
    std::declval<Fn&>(), std::declval<AsyncConnection&>(), std::declval<State>()...))>::type;

/// What may stand in the place of such a function: neither options nor a label.
template <class Fn>
concept Callee = !std::convertible_to<Fn, TransactionOptions> && !std::convertible_to<Fn, std::string> &&
                 !std::same_as<std::remove_cvref_t<Fn>, retries>;

/// Whether the type is a lambda's. Only g++ 12 is asked.
template <class Fn>
constexpr bool is_closure() {
    constexpr std::string_view name = __PRETTY_FUNCTION__;
    constexpr std::size_t at = name.find("Fn = ");
    constexpr std::string_view type = name.substr(at == std::string_view::npos ? 0 : at + 5);
    return type.find("<lambda") != std::string_view::npos && type.find('<') == type.find("<lambda");
}

/// Says in one sentence what is wrong with a function for begin() or transaction(). Fn: a reference, unless it is a
/// temporary.
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

/// Where connections come from: a URL, its backend, and a pool. Copies are cheap and mean the same engine. Thread-safe;
/// coroutines of any number of io_contexts may share it. When the last copy dies idle connections are closed at once;
/// dispose() takes leave of the database first.
class AsyncEngine {
public:
    /// A connection out of the pool, or a new one. Throws TimeoutError when none gets free in time
    /// (EngineOptions::pool_timeout), OperationalError when the database can't be reached. Cancelling it takes effect
    /// at once. The label names the holder of the connection in the TimeoutErrors of those who wait for it in vain.
    task<AsyncConnection> connect(std::string label = {}) const;

    /// Executes a statement that needs no transaction and waits for all of its rows. All coroutines of an io_context
    /// share a few connections (EngineOptions::shared_connections), on which their requests travel one behind the other
    /// without waiting for answers; each stands by itself: its errors, its cancellation and its timeout are its own. On
    /// a database without such connections (SQLite), or with an engine whose options say how transactions begin, each
    /// statement takes a connection of the pool. Not for what takes long, which those behind it wait for.
    ///
    /// What changes the session has no place here: DDL is no candidate, and a text() that doesn't begin as a query or a
    /// change of rows does (BEGIN, SET, LISTEN, CREATE TEMP TABLE) throws InvalidRequestError; functions that do such
    /// things are not noticed. Throws as AsyncConnection::execute() and connect() do. Thread-safe.
    template <Executable S, detail::StreamArgument... Arguments>
    auto execute(const S& statement, const Arguments&... arguments) const {
        return detail::execute_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// The first column of the first row, if there is a row and the value isn't NULL.
    template <Executable S, detail::StreamArgument... Arguments>
    auto scalar(const S& statement, const Arguments&... arguments) const {
        return detail::scalar_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// The first column of all rows.
    template <Executable S, detail::StreamArgument... Arguments>
    auto scalars(const S& statement, const Arguments&... arguments) const {
        return detail::scalars_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// The first row, if there is one.
    template <Executable S, detail::StreamArgument... Arguments>
    auto first(const S& statement, const Arguments&... arguments) const {
        return first_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// The only row. Throws NoResultFound, MultipleResultsFound.
    template <Executable S, detail::StreamArgument... Arguments>
    auto one(const S& statement, const Arguments&... arguments) const {
        return one_typed(execution_of(statement, arguments...), typename S::rows());
    }
    /// The only row, or nothing if there is none. Throws MultipleResultsFound.
    template <Executable S, detail::StreamArgument... Arguments>
    auto one_or_none(const S& statement, const Arguments&... arguments) const {
        return one_or_none_typed(execution_of(statement, arguments...), typename S::rows());
    }

    /// These say what is wrong with a call whose first argument is no statement.
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> execute(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalar(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> scalars(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> first(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> one(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }
    template <detail::NoStatement S, class... Arguments>
    task<Result<Dynamic>> one_or_none(const S&, const Arguments&...) const {
        return detail::refuse_statement<S>();
    }

    /// Calls the coroutine fn(AsyncConnection&, state...) in a transaction, with COMMIT at its end and ROLLBACK if it
    /// throws, and returns what it returns. What fn needs is captured by reference or passed as state, which is kept
    /// for as long as fn runs.
    ///
    /// g++ 12 destroys a lambda twice that is written inside co_await and has captured something with a destructor:
    /// such a lambda does not compile there. Capture by reference, pass state, or give the lambda a name.
    template <detail::Callee Fn, class... State>
    auto begin(Fn&& fn, State... state) const {
        return begin_with(std::string(), TransactionOptions(), std::forward<Fn>(fn), std::move(state)...);
    }
    /// The same in a transaction with these options, which go before the engine's: `begin(Isolation::serializable,
    /// fn)`. Throws NotSupportedError for what the database does not have.
    template <detail::Callee Fn, class... State>
    auto begin(const TransactionOptions& options, Fn&& fn, State... state) const {
        return begin_with(std::string(), options, std::forward<Fn>(fn), std::move(state)...);
    }
    /// The same, with a label for the connection as connect() takes it: `begin("nightly report", options, fn)`.
    template <detail::Callee Fn, class... State>
    auto begin(std::string label, const TransactionOptions& options, Fn&& fn, State... state) const {
        return begin_with(std::move(label), options, std::forward<Fn>(fn), std::move(state)...);
    }
    template <detail::Callee Fn, class... State>
    auto begin(std::string label, Fn&& fn, State... state) const {
        return begin_with(std::move(label), TransactionOptions(), std::forward<Fn>(fn), std::move(state)...);
    }

    /// The same engine, on the same pool, with other options of executions: those it has, and what these say.
    /// `engine.execution_options(Isolation::autocommit)` is a twin whose connections begin no transactions implicitly;
    /// begin() begins one all the same. Throws NotSupportedError for what the database does not have.
    AsyncEngine execution_options(const ExecutionOptions& options) const;
    const ExecutionOptions& get_execution_options() const noexcept { return options_; }

    /// Closes the idle connections; those in use are closed when they come back. The engine can be used again.
    task<void> dispose() const;

    /// Its password is hidden where it is printed.
    const Url& url() const noexcept;
    const Dialect& dialect() const noexcept;
    /// What the pool holds at the moment, and what it has done.
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

    /// `begin`: what a transaction is begun with, whose handle is the connection itself.
    static task<AsyncConnection> connect_to(AsyncEngine engine, std::string label,
                                            std::optional<TransactionOptions> begin);
    /// Commits, or rolls back and throws the error; then gives the connection back.
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

/// An engine for a database URL (see Url). Connects to nothing yet. Throws ArgumentError for a malformed URL or an
/// option out of range, NoSuchModuleError for a backend or driver that the program has not linked.
AsyncEngine create_async_engine(std::string_view url, const EngineOptions& options = EngineOptions());

}  // namespace azoth

// A program that includes this header alone finds the backends it links: they register where these are included, and in
// a static library nothing else refers to them.
#if defined(AZOTH_HAS_POSTGRESQL)
#include <azoth/postgresql/postgresql.hpp>
#endif
#if defined(AZOTH_HAS_SQLITE)
#include <azoth/sqlite/sqlite.hpp>
#endif
