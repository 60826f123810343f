#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/connection_event.hpp>
#include <azoth/error.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

// Not part of azoth.hpp: for programs that observe or change what an engine does.
namespace azoth {

/// Functions called at one point of an engine's work, one after the other, in the order in which they were added. Each
/// is a plain function, or a coroutine function that is awaited.
template <class... Args>
class Hook {
public:
    /// One function of a hook. Exactly one member is set.
    struct Function {
        /// Called directly.
        std::function<void(Args...)> plain;
        /// Called and awaited.
        std::function<task<void>(Args...)> coroutine;
    };

    /// Appends a function: it returns void or task<void>.
    template <class Fn>
    requires std::is_invocable_v<Fn&, Args...>
    void add(Fn fn) {
        Function function;
        if constexpr (std::is_void_v<std::invoke_result_t<Fn&, Args...>>) {
            function.plain = std::move(fn);
        } else {
            static_assert(std::is_same_v<std::invoke_result_t<Fn&, Args...>, task<void>>,
                          "azoth: a hook returns nothing or a task<void>");
            function.coroutine = std::move(fn);
        }
        functions_.push_back(std::move(function));
    }
    /// Whether no function was added.
    bool empty() const noexcept { return functions_.empty(); }
    /// The functions in the order of their calls.
    const std::vector<Function>& functions() const noexcept { return functions_; }

private:
    std::vector<Function> functions_;
};

/// A Hook of plain functions only.
template <class... Args>
class PlainHook {
public:
    /// Appends a function, which is called after those that were added before it. Not while an engine uses the hook.
    void add(std::function<void(Args...)> function) { functions_.push_back(std::move(function)); }
    /// Whether no function was added.
    bool empty() const noexcept { return functions_.empty(); }
    /// The functions in the order of their calls.
    const std::vector<std::function<void(Args...)>>& functions() const noexcept { return functions_; }

private:
    std::vector<std::function<void(Args...)>> functions_;
};

/// A statement that is about to be executed.
struct StatementEvent {
    /// The text that is sent to the database. A hook may change it, for instance to append a comment (sql_comment()).
    /// The parameters and columns must stay the same.
    std::string sql;
    /// Whether the session prepares the statement under a name and keeps it for the next execution. Set it to false for
    /// a text that is unlikely to be repeated, which would only evict others.
    bool prepare = true;
    /// The parameters as echo shows them. Empty for an executemany, whose parameters are made while it is sent.
    std::string parameters;
    /// Kind of the statement.
    StatementKind kind = StatementKind::text;
    bool many = false;  ///< executed once for each of many rows
};

/// A statement that was executed; of a stream: whose first batch has been received.
struct ExecutedEvent {
    /// The text that was sent.
    std::string_view sql;
    std::string parameters;  ///< the parameters as echo shows them
    /// Kind of the statement.
    StatementKind kind = StatementKind::text;
    /// Whether it was executed once for each of many rows.
    bool many = false;
    std::chrono::nanoseconds duration{0};  ///< from sending the request until the answer was complete
    std::int64_t row_count = -1;           ///< rows changed or returned; -1: not known
};

/// An operation that failed.
struct ErrorEvent {
    std::string_view operation;  ///< "connect", "execute", "fetch", or the SQL of a COMMIT, ROLLBACK, SAVEPOINT ...
    std::string_view sql;        ///< text of the statement; empty if there is none or it could not be compiled
    /// The exception that will be thrown. A hook may replace it, for instance by an exception of the program's own.
    std::exception_ptr error;
};

/// A message of the database that is not part of an answer: RAISE NOTICE, a warning.
struct NoticeEvent {
    std::string_view severity;  ///< "NOTICE", "WARNING", "INFO", "LOG", "DEBUG"
    /// The primary message.
    std::string_view message;
    const Diagnostics* diagnostics = nullptr;  ///< all fields: SQLSTATE, detail, hint, where; valid during the call
};

/// The hooks that an engine calls while it works: EngineOptions::events. Add all functions before the engine is made,
/// and none afterwards. Threads: hooks run on the executor of their operation, so on several threads at once if the
/// program has several. An operation waits for its hooks.
///
/// If a hook throws, its operation fails with that exception and is not carried out. The hooks `rollback`, `checkin`
/// and `error` are notifications: they cannot prevent anything, and their exceptions are logged as errors. Operations
/// that wait also wait for these hooks, even after cancellation; where a connection or a transaction is merely
/// destroyed, they run on independently.
///
/// A hook with a connection may execute statements on it, and must not keep it. before_execute, after_execute and error
/// are called for these statements, too. They are not called for what azoth itself sends: BEGIN, COMMIT, ROLLBACK,
/// savepoints, pings, time limits, DISCARD ALL.
class EngineEvents {
public:
    /// Called before a connection is checked out for the first time, and again after DISCARD ALL (EngineOptions::
    /// pool_reset_on_return) has reset it: for SET and similar statements. The connection is in autocommit. If the hook
    /// throws, the connection is closed and connect() fails. Also called for shared connections.
    Hook<AsyncConnection&> connect;
    /// Called each time a connection is checked out, after `connect`. The connection is in autocommit. If the hook
    /// throws, the connection is checked in and connect() fails. With this hook AsyncEngine::execute() shares no
    /// connections: each statement checks out one of the pool.
    Hook<AsyncConnection&> checkout;
    /// Called when a connection is checked in, which a hook cannot prevent, delay or cancel. To reset the session for
    /// the next caller use `checkout` or EngineOptions::pool_reset_on_return.
    Hook<const ConnectionEvent&> checkin;
    /// Called when a transaction begins; the hook's statements are its first. If the hook throws, the transaction is
    /// rolled back, and begin() or the statement fails. Statements started together with the one that began the
    /// transaction (`a && b`) do not wait for the hook; those of AsyncEngine::begin() and AsyncConnection::begin() do.
    Hook<AsyncConnection&> begin;
    /// Called before COMMIT is sent; the hook's statements are part of the transaction. If it throws, commit() fails
    /// and the transaction continues. The hook cannot end the transaction. With this hook COMMIT is never sent together
    /// with a statement (then_commit). Not called for savepoints and transactions in two phases.
    Hook<AsyncConnection&> commit;
    /// Called when a transaction ends without COMMIT, for any reason.
    Hook<const ConnectionEvent&> rollback;
    /// Called before a statement is sent. If the hook throws, the statement is not sent.
    Hook<StatementEvent&> before_execute;
    /// Called after a statement was executed. If the hook throws, the operation fails although the statement was
    /// executed.
    Hook<const ExecutedEvent&> after_execute;
    /// Called when an operation fails, before its exception is thrown.
    Hook<ErrorEvent&> error;
    /// Called when the database sends a notice or a warning (PostgreSQL), before its operation ends, on the thread that
    /// reads the connection. It must not block. Its exceptions are logged. Plain functions only.
    PlainHook<const NoticeEvent&> notice;
};

}  // namespace azoth

AZOTH_EXPORT_END
