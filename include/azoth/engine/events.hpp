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

// Not part of azoth.hpp: for programs that want to be told what an engine does.
namespace azoth {

/// Functions that are called at one point of an engine's work, one after the other, in the order in which they were
/// added. Each is a coroutine function, which is waited for, or a plain one.
template <class... Args>
class Hook {
public:
    /// One of the two is set.
    struct Function {
        std::function<void(Args...)> plain;
        std::function<task<void>(Args...)> coroutine;
    };

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
    bool empty() const noexcept { return functions_.empty(); }
    const std::vector<Function>& functions() const noexcept { return functions_; }

private:
    std::vector<Function> functions_;
};

/// As Hook, of plain functions only.
template <class... Args>
class PlainHook {
public:
    void add(std::function<void(Args...)> function) { functions_.push_back(std::move(function)); }
    bool empty() const noexcept { return functions_.empty(); }
    const std::vector<std::function<void(Args...)>>& functions() const noexcept { return functions_; }

private:
    std::vector<std::function<void(Args...)>> functions_;
};

/// A statement that is about to be executed.
struct StatementEvent {
    /// What the database is sent. May be changed, to have a comment appended for instance (sql_comment()); its
    /// parameters and columns have to stay as they are.
    std::string sql;
    /// Whether the session prepares it under a name and keeps it for the next time. To be set to false for a text that
    /// hardly comes again, which would only drive others out.
    bool prepare = true;
    /// As echo shows them; of an executemany empty, for they are made while it is sent.
    std::string parameters;
    StatementKind kind = StatementKind::text;
    bool many = false;  ///< executed once for each of many rows
};

/// A statement that was executed; of a stream: whose first rows are there.
struct ExecutedEvent {
    std::string_view sql;
    std::string parameters;  ///< as echo shows them
    StatementKind kind = StatementKind::text;
    bool many = false;
    std::chrono::nanoseconds duration{0};  ///< from handing it to the session to its answer
    std::int64_t row_count = -1;           ///< rows changed or returned; -1: not known
};

/// An operation that failed.
struct ErrorEvent {
    std::string_view operation;  ///< "connect", "execute", "fetch", or the SQL of a COMMIT, ROLLBACK, SAVEPOINT ...
    std::string_view sql;        ///< the statement's; empty: there is none, or it could not be compiled
    /// What is thrown. May be replaced, by an exception of the program's own for instance.
    std::exception_ptr error;
};

/// What the database said beside its answers: RAISE NOTICE, a warning.
struct NoticeEvent {
    std::string_view severity;  ///< "NOTICE", "WARNING", "INFO", "LOG", "DEBUG"
    std::string_view message;
    const Diagnostics* diagnostics = nullptr;  ///< all of it: SQLSTATE, detail, hint, where. For the time of the call
};

/// What an engine calls while it works: EngineOptions::events. Complete before the engine is made, and not changed
/// afterwards. Hooks run on the executor of the operation that they belong to, from several threads at once if the
/// program has several; a hook that waits makes its operation wait.
///
/// Most are asked: what they throw is the error of the operation, which is not done then. `rollback`, `checkin` and
/// `error` are told: nothing stops what they are told of, and what they throw goes to the logger as an error. They are
/// waited for where their operation waits at all, also where it was cancelled; where a connection or a transaction
/// simply dies they run on by themselves.
///
/// A hook that is given a connection may execute statements on it (and must not keep it). Those are statements like
/// others: before_execute, after_execute and error hooks see them. What azoth itself says to the database (BEGIN,
/// COMMIT, ROLLBACK, savepoints, pings, limits of time, DISCARD ALL) they do not see.
class EngineEvents {
public:
    /// Before a connection is lent for the first time, and again after DISCARD ALL (EngineOptions::
    /// pool_reset_on_return) made it as good as new: for SET and its like. The connection is in autocommit meanwhile.
    /// If it throws, the connection is closed and connect() fails. Shared connections are opened by way of it too.
    Hook<AsyncConnection&> connect;
    /// Each time a connection is lent, after `connect`. It is in autocommit meanwhile. If it throws, the connection
    /// goes back and connect() fails. With such a hook AsyncEngine::execute() shares no connections: each statement
    /// takes one of the pool's, for the hook to see.
    Hook<AsyncConnection&> checkout;
    /// When a connection is returned, which can't be prevented, delayed or cancelled. What the next user must not meet
    /// is better undone at `checkout`, or by EngineOptions::pool_reset_on_return.
    Hook<const ConnectionEvent&> checkin;
    /// When a transaction begins, before its first statement: its own are the first. If it throws, the transaction is
    /// rolled back, and begin() or the statement fails. Statements that were started beside the one that began it
    /// (`a && b`) do not wait for it; those of AsyncEngine::begin() and AsyncConnection::begin() come after it.
    Hook<AsyncConnection&> begin;
    /// Before COMMIT is sent; its statements are part of the transaction. If it throws, commit() fails and the
    /// transaction goes on. It can't end the transaction. With such a hook COMMIT never travels with a statement
    /// (then_commit). Not for savepoints, nor transactions in two phases.
    Hook<AsyncConnection&> commit;
    /// When a transaction ends without COMMIT, whoever ends it.
    Hook<const ConnectionEvent&> rollback;
    /// Before a statement is sent; if it throws, it isn't.
    Hook<StatementEvent&> before_execute;
    /// After a statement was executed. If it throws, that is the operation's error although the statement was executed.
    Hook<const ExecutedEvent&> after_execute;
    Hook<ErrorEvent&> error;
    /// When the database sends a notice or a warning (PostgreSQL). Called before the operation it belongs to ends, from
    /// the thread that reads the connection; it must not wait. What it throws goes to the logger. Only plain functions.
    PlainHook<const NoticeEvent&> notice;
};

}  // namespace azoth

AZOTH_EXPORT_END
