#pragma once

#include <azoth/cluster/call.hpp>
#include <azoth/cluster/cluster_options.hpp>
#include <azoth/cluster/node_status.hpp>
#include <azoth/cluster/node_unavailable.hpp>
#include <azoth/cluster/position.hpp>
#include <azoth/cluster/role.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/engine/transaction.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A PostgreSQL primary and its standbys, with an engine (and so a pool) for each. A thread of the cluster's own asks
/// each node every ClusterOptions::interval for its role, its position and its timeline; calls are executed on a node
/// that fits, and wait for one until their deadline, after which they throw NodeUnavailableError.
///
/// When a node is lost, everything in flight on it fails at once. What is known to have had no effect, and queries that
/// are known to have none (StatementText::reads_only), are executed again on another node; everything else throws its
/// error, whose outcome() says what is known. No function of begin() is called twice, those of transaction() are.
///
/// Threads: thread-safe; coroutines of any number of io_contexts may share it. Copies are cheap and share the same
/// nodes. Lifetime: the last copy's destructor, or close(), ends the monitoring thread and waits for it; it must not
/// run on that thread. Connections of connect() may outlive it.
class Cluster {
public:
    /// Executes a statement that needs no transaction on a node that fits, as AsyncEngine::execute() does there. The
    /// deadline of `route` limits the wait for a node; azoth::timeout limits each attempt. Throws as
    /// AsyncEngine::execute() does, and NodeUnavailableError.
    template <Executable S, detail::StreamArgument... Arguments>
    auto execute(const S& statement, const on& route, const Arguments&... arguments) const {
        return execute_typed(call(route), statement, std::tuple<Arguments...>(arguments...), typename S::rows());
    }
    /// Executes a statement on the primary; a query that is known to have no effects where ClusterOptions::reads says.
    template <Executable S, detail::StreamArgument... Arguments>
    auto execute(const S& statement, const Arguments&... arguments) const {
        return execute(statement, route_of(statement), arguments...);
    }
    /// Executes a statement and returns the first column of the first row; empty if there is no row or the value is
    /// NULL.
    template <Executable S, detail::StreamArgument... Arguments>
    auto scalar(const S& statement, const on& route, const Arguments&... arguments) const {
        return scalar_typed(execute(statement, route, arguments...), typename S::rows());
    }
    template <Executable S, detail::StreamArgument... Arguments>
    auto scalar(const S& statement, const Arguments&... arguments) const {
        return scalar(statement, route_of(statement), arguments...);
    }
    /// Executes a statement and returns the first row, if there is one.
    template <Executable S, detail::StreamArgument... Arguments>
    auto first(const S& statement, const on& route, const Arguments&... arguments) const {
        return first_typed(execute(statement, route, arguments...), typename S::rows());
    }
    template <Executable S, detail::StreamArgument... Arguments>
    auto first(const S& statement, const Arguments&... arguments) const {
        return first(statement, route_of(statement), arguments...);
    }
    /// Executes a statement and returns the only row. Throws NoResultFound, MultipleResultsFound.
    template <Executable S, detail::StreamArgument... Arguments>
    auto one(const S& statement, const on& route, const Arguments&... arguments) const {
        return one_typed(execute(statement, route, arguments...), typename S::rows());
    }
    template <Executable S, detail::StreamArgument... Arguments>
    auto one(const S& statement, const Arguments&... arguments) const {
        return one(statement, route_of(statement), arguments...);
    }

    /// Calls the coroutine fn(AsyncConnection&, state...) in a transaction on the primary, as AsyncEngine::begin()
    /// does there. fn is called at most once: while no connection can be checked out, another node is looked for.
    template <detail::Callee Fn, class... State>
    requires(!std::same_as<std::remove_cvref_t<Fn>, on>) auto begin(Fn&& fn, State... state) const {
        return begin_with(on(Role::primary), TransactionOptions(), std::forward<Fn>(fn), std::move(state)...);
    }
    /// Calls fn in a transaction on a node that fits.
    template <detail::Callee Fn, class... State>
    auto begin(const on& route, Fn&& fn, State... state) const {
        return begin_with(route, TransactionOptions(), std::forward<Fn>(fn), std::move(state)...);
    }
    /// Calls fn in a transaction with options on a node that fits: `begin(on(Role::standby),
    /// TransactionOptions().read_only(), fn)`.
    template <detail::Callee Fn, class... State>
    auto begin(const on& route, const TransactionOptions& options, Fn&& fn, State... state) const {
        return begin_with(route, options, std::forward<Fn>(fn), std::move(state)...);
    }

    /// Calls fn in a transaction on the primary, as begin() does, and again in a new transaction, on whatever node is
    /// the primary then, if it failed for a reason that another attempt may not meet and certainly has no effect: a
    /// conflict with other transactions (azoth::transaction), a node that was lost before COMMIT was sent to it, or
    /// that is not the primary any more. Each call gets a copy of the state. What fn does outside of the database is
    /// repeated, too. A transaction whose node was lost during COMMIT throws an error with Outcome::unknown.
    template <detail::Callee Fn, class... State>
    requires(!std::same_as<std::remove_cvref_t<Fn>, on>) auto transaction(Fn&& fn, const retries& policy,
                                                                          State... state) const {
        return transaction(on(Role::primary), TransactionOptions(), policy, std::forward<Fn>(fn), std::move(state)...);
    }
    /// Calls fn in a transaction with options on a node that fits.
    template <detail::Callee Fn, class... State>
    auto transaction(const on& route, const TransactionOptions& options, const retries& policy, Fn&& fn,
                     State... state) const {
        using Function = std::decay_t<Fn>;
        detail::check_connection_function<Fn, State...>();
        if constexpr (detail::ConnectionFunction<Function, State...>) {
            using T = detail::ConnectionFunctionValue<Function, State...>;
            return transaction_typed<T, Function>(call(route), options, policy, std::forward<Fn>(fn),
                                                  std::move(state)...);
        } else {
            return task<void>();
        }
    }

    /// Checks out a connection to a node that fits. When the node is lost its operations fail; it is not replaced.
    task<AsyncConnection> connect(on route = on(Role::primary)) const;

    /// Queries the position of the primary, which includes all that was committed before the call; for on::at_least().
    /// One round trip. Throws as execute() does.
    task<Position> position() const;

    /// Returns what is known of the nodes.
    std::vector<NodeStatus> nodes() const;
    /// Keeps work away from a node, and waits until nothing is in flight on it. `node`: its name in NodeStatus. Throws
    /// ArgumentError if there is no such node, TimeoutError if work is still in flight after `limit`; the node goes on
    /// being drained.
    task<void> drain(std::string node, std::chrono::milliseconds limit = std::chrono::seconds(30)) const;
    /// Ends drain(): the node is used again.
    void undrain(std::string_view node) const;

    /// Ends the monitoring and closes idle connections. Calls that wait for a node, and later ones, throw
    /// ResourceClosedError; what is in flight is not disturbed.
    task<void> close() const;

private:
    friend Cluster create_cluster(std::string_view url, const ClusterOptions& options);
    explicit Cluster(std::shared_ptr<detail::ClusterRuntime> runtime) noexcept : runtime_(std::move(runtime)) {}

    detail::ClusterCall call(const on& route) const { return detail::ClusterCall(runtime_, route); }
    on route_of(const Statement& statement) const { return detail::default_route(*runtime_, statement); }

    template <class S, class... Arguments, class... Ts>
    static task<Result<Ts...>> execute_typed(detail::ClusterCall call, S statement, std::tuple<Arguments...> arguments,
                                             RowTypes<Ts...>) {
        for (;;) {
            co_await call.enter();
            std::exception_ptr error;
            const auto attempt = [&](const Arguments&... values) {
                return call.engine().execute(statement, values...);
            };
            try {
                co_return co_await std::apply(attempt, arguments);
            } catch (...) {
                error = std::current_exception();
            }
            call.review(error, statement);
        }
    }
    template <class... Ts>
    static task<std::optional<value_of<typename detail::ColumnType<0, Ts...>::type>>> scalar_typed(
        task<Result<Ts...>> execution, RowTypes<Ts...>) {
        const Result<Ts...> result = co_await std::move(execution);
        co_return result.scalar();
    }
    template <class... Ts>
    static task<std::optional<Row<Ts...>>> first_typed(task<Result<Ts...>> execution, RowTypes<Ts...>) {
        const Result<Ts...> result = co_await std::move(execution);
        co_return result.first();
    }
    template <class... Ts>
    static task<Row<Ts...>> one_typed(task<Result<Ts...>> execution, RowTypes<Ts...>) {
        const Result<Ts...> result = co_await std::move(execution);
        co_return result.one();
    }

    template <class Fn, class... State>
    auto begin_with(const on& route, const TransactionOptions& options, Fn&& fn, State... state) const {
        using Function = std::decay_t<Fn>;
        detail::check_connection_function<Fn, State...>();
        if constexpr (detail::ConnectionFunction<Function, State...>) {
            using T = detail::ConnectionFunctionValue<Function, State...>;
            return begin_once<T, Function>(call(route), options, std::forward<Fn>(fn), std::move(state)...);
        } else {
            return task<void>();
        }
    }
    template <class T, class Fn, class... State>
    static task<T> begin_once(detail::ClusterCall call, TransactionOptions options, Fn fn, State... state) {
        co_return co_await begin_typed<T, std::reference_wrapper<Fn>>(call, options, std::ref(fn), std::move(state)...);
    }
    template <class T, class Fn, class... State>
    static task<T> begin_typed(detail::ClusterCall& call, TransactionOptions options, Fn fn, State... state) {
        bool called = false;
        const auto function = [&](AsyncConnection& connection) -> task<T> {
            called = true;
            std::exception_ptr error;
            try {
                co_return co_await std::invoke(fn, connection, std::move(state)...);
            } catch (...) {
                error = std::current_exception();
            }
            call.fail_function(error, connection);
        };
        for (;;) {
            co_await call.enter();
            std::exception_ptr error;
            try {
                co_return co_await call.engine().begin(options, std::ref(function));
            } catch (...) {
                error = std::current_exception();
            }
            if (called) {
                call.note_failure(error);
                std::rethrow_exception(error);
            }
            call.review_start(error);
        }
    }
    template <class T, class Fn, class... State>
    static task<T> transaction_typed(detail::ClusterCall call, TransactionOptions options, retries policy, Fn fn,
                                     State... state) {
        for (int failures = 1;; ++failures) {
            std::exception_ptr error;
            try {
                co_return co_await begin_typed<T, std::reference_wrapper<Fn>>(call, options, std::ref(fn), state...);
            } catch (...) {
                error = std::current_exception();
            }
            const auto delay = call.next_attempt(options, policy, failures, error);
            if (!delay) std::rethrow_exception(error);
            co_await detail::pause(*delay);
        }
    }

    std::shared_ptr<detail::ClusterRuntime> runtime_;
};

/// Makes a cluster of the hosts of a PostgreSQL URL, "postgresql://app@a,b,c/shop", and begins to monitor them; calls
/// may be made at once. The other parts of the URL apply to all hosts. Throws ArgumentError for a malformed URL, an
/// option out of range, or an option of the URL that chooses among hosts (target_session_attrs);
/// NoSuchModuleError if the PostgreSQL backend is not linked.
Cluster create_cluster(std::string_view url, const ClusterOptions& options = ClusterOptions());

}  // namespace azoth

AZOTH_EXPORT_END
