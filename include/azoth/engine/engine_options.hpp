#pragma once

#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/pool_status.hpp>
#include <azoth/export.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

AZOTH_EXPORT_BEGIN

namespace azoth {

class EngineEvents;
class Logger;
class Observer;

/// How an engine gets and keeps connections.
enum class PoolKind : std::uint8_t {
    queue_pool,  ///< keeps up to pool_size connections; further callers wait
    null_pool,   ///< opens a connection for each check-out and closes it at check-in; no caller waits
    static_pool  ///< keeps one connection, whatever its age, and gives it to one caller at a time
};

/// What is done to a connection at check-in. Nothing, and no round trip, if the database has reported that no
/// transaction is open and azoth has changed nothing else in the session that the next caller would notice.
enum class ResetOnReturn : std::uint8_t {
    /// ROLLBACK of an open transaction. What azoth itself has set in the session (time limits, advisory locks) is
    /// reset, too.
    rollback,
    /// Also DISCARD ALL, on PostgreSQL: settings, temporary tables, prepared statements, LISTENs. DISCARD ALL and its
    /// round trip are left out if nothing was executed but compiled SELECTs that take no locks and call only functions
    /// known to have no effects (StatementText::reads_only). Raw SQL, text() and DDL may change the session, and so may
    /// a function in a compiled SELECT or a trigger of a table. Effects of a function that a view calls are not
    /// detected.
    ///
    /// For programs of several tenants: with `rollback`, what SET, SET ROLE and set_config(..., false) have set also
    /// holds for the next caller that checks the connection out. Set it for one transaction only (SET LOCAL,
    /// set_config(..., true)): it ends with the transaction, whatever its outcome. AsyncEngine::execute() throws
    /// InvalidRequestError for statements whose text shows that they change the session; effects inside functions of
    /// the database are not detected.
    discard_all
};

/// How an engine behaves: `create_async_engine(url, {.echo = true, .pool_size = 3})`, in the order of the members.
struct EngineOptions {
    /// Logs every statement with its parameters, and the begin and end of transactions.
    bool echo = false;
    /// Logs what happens to connections: opened, checked out, checked in, reset, invalidated, closed.
    bool echo_pool = false;
    /// Receives the lines of `echo` and `echo_pool`. With or without echo it also receives the warnings of the database
    /// and warnings about statements, once for each statement, such as a SELECT with unconnected FROM clauses. The
    /// database's notices (RAISE NOTICE) are logged if there is a logger or an echo. Null: standard error. See
    /// azoth/engine/logger.hpp.
    std::shared_ptr<Logger> logger{};
    /// Keeps values out of everything that azoth shows: the echo, the logger, errors, hooks and the observer.
    /// Parameters are not shown. Of a message of the database remain the SQLSTATE with the name of its condition, the
    /// severity, the names of constraint, table, column and type, and the position; the message, DETAIL, HINT and WHERE
    /// are dropped, in notices, too. In a statement's text `?` stands for each literal; the observer does not get the
    /// text of raw SQL at all. Errors in reading a row do not show the value. Not hidden: the text passed to
    /// before_execute hooks, which is what is sent; names in statements; the messages of the program's own exceptions;
    /// errors of statements and values that are made without an engine.
    bool hide_parameters = false;

    /// What is called while the engine works; null: nothing. See azoth/engine/events.hpp.
    std::shared_ptr<const EngineEvents> events{};
    /// Receives operations as spans, and metrics; null: none. See azoth/engine/observer.hpp.
    std::shared_ptr<Observer> observer{};
    /// Appends the trace context of its span to each statement, in sqlcommenter's format: /*traceparent='...'*/. As no
    /// two are alike, such a statement is not prepared under a name: the database parses and plans it each time.
    /// Statements that already have a comment and statements without a span are not changed.
    bool trace_comments = false;

    /// Which pool is used. `pool_size` and `max_overflow` apply to `queue_pool` only.
    PoolKind pool = PoolKind::queue_pool;
    /// Number of connections that are kept open while idle; 0: any number.
    std::size_t pool_size = 5;
    /// Number of connections beyond pool_size that may be open at a time. They are closed when no connection is in use,
    /// and, at a check-out or check-in, when more than pool_size have been idle for a second. -1: any number.
    int max_overflow = 10;
    /// How long connect() waits for a connection before it throws TimeoutError: when all are in use, and when the
    /// server refuses another because it has too many (SQLSTATE 53300). Zero: not at all.
    std::chrono::milliseconds pool_timeout{30'000};
    /// Whether, while no connection can be opened, calls of connect() that would have to wait fail at once with the
    /// error of the last attempt. One call at a time tries again, at the intervals described at connect_timeout. With
    /// false they wait for at most pool_timeout. When all connections are in use, calls always wait.
    bool fail_fast = false;
    /// Whether the connection used last is checked out first, so that connections that are not needed stay idle.
    bool pool_use_lifo = true;
    /// Maximum age of a connection: an older one is closed at check-in, or when it would be checked out. Zero: no
    /// limit.
    std::chrono::milliseconds pool_recycle{0};
    /// Largest part of pool_recycle by which a connection's maximum age is shortened at random, so that connections
    /// opened together are not closed together. From 0 to 1.
    double pool_recycle_jitter = 0.1;
    /// How long a connection beyond pool_min_idle may be idle before it is closed; zero: no limit. Connections are
    /// closed when another is checked out or checked in, so not while the engine is not used at all.
    std::chrono::milliseconds pool_idle_timeout{0};
    /// Number of connections, at most pool_size, that are opened before they are needed, in the background of connect()
    /// and of check-ins. An io_context runs on until an attempt that was started in it has ended.
    std::size_t pool_min_idle = 0;
    /// Whether a connection that was idle for longer than pool_ping_after is tested with one round trip before it is
    /// checked out. A connection that the server has closed is never checked out, with or without this.
    bool pool_pre_ping = false;
    /// How long a connection must have been idle to be tested; see pool_pre_ping.
    std::chrono::milliseconds pool_ping_after{1'000};
    /// What is done to a connection at check-in.
    ResetOnReturn pool_reset_on_return = ResetOnReturn::rollback;

    /// Number of connections, besides those of the pool, that AsyncEngine::execute() opens in each io_context and
    /// shares among all its coroutines. 0: execute() checks out a connection of the pool for each statement, as it
    /// always does for SQLite.
    std::size_t shared_connections = 2;
    /// Maximum number of requests of execute() in flight on each shared connection; further callers wait. At least 1.
    std::size_t shared_requests = 512;
    /// Maximum size of the parameters of all requests of execute() in flight on each shared connection together, in
    /// bytes; further callers wait. A single request may be larger: it is sent when no other is in flight. At least 1.
    std::size_t shared_bytes = std::size_t{4} << 20;
    /// A statement that delayed others on its shared connection for longer than this, or timed out there, is executed
    /// on a connection of the pool from then on, until it was faster 100 times. Zero: never. See also azoth::unshared.
    std::chrono::milliseconds shared_slow_after{250};
    /// Whether queries that are known to have no effects (StatementText::reads_only) and are sent together on a shared
    /// connection may share one transaction, which is less work for both sides. If one fails, those after it are
    /// executed again. They share their now(), and hold their locks until the last of them has ended; the answers of
    /// all may arrive only then. Views and operators must not hide effects. Not for databases whose default isolation
    /// level is above READ COMMITTED.
    bool shared_reads_together = false;

    /// What holds for all that is executed, unless a connection, a statement or a call says otherwise: timeouts, how
    /// transactions begin.
    ExecutionOptions execution_options{};

    /// How long opening a connection may take, over all hosts of the URL; zero: no limit. After a failure one call of
    /// connect() at a time tries again, at intervals that grow from 50 ms to 1 s; the others wait. Shared connections
    /// are opened at the same intervals; when that fails all calls that wait for them throw its error.
    std::chrono::milliseconds connect_timeout{30'000};
    /// How long a cancelled or timed-out statement may take to end on the server before its connection is closed. Not
    /// for SQLite.
    std::chrono::milliseconds cancel_timeout{5'000};
    /// Whether a statement of a PostgreSQL connection with TLS may be cancelled only by a request with TLS, which libpq
    /// supports since version 17. Older versions send it in clear text, even under sslmode=verify-full: an attacker who
    /// reads it can cancel statements of this session for as long as it lives, and do nothing else. With true and an
    /// older libpq the connection is closed at once instead; the server continues the statement until it notices that
    /// (see its client_connection_check_interval).
    bool encrypted_cancel_only = false;
    /// Number of prepared statements that each connection keeps; 0: none. PostgreSQL keeps at least 3, those of one
    /// request.
    std::size_t statement_cache_size = 256;

    /// Maximum size of one statement's buffered result, in bytes of memory: the rows as the database sent them, plus 32
    /// bytes for each row. A larger result stops the statement with OperationalError (SQLSTATE 54000), whose outcome()
    /// is the effect on the database; the rows are freed. For a stream and for copy_out() it limits one batch. 0: no
    /// limit.
    std::size_t max_result_bytes = std::size_t{1} << 30;
    /// Maximum size of a single message of a PostgreSQL server, in bytes; a row is one message. A larger one closes the
    /// connection with OperationalError before memory is allocated for it. At most 1 GiB, which 0 stands for: no value
    /// of PostgreSQL is larger. Messages other than rows, errors and notices have smaller limits of their own.
    std::size_t max_message_bytes = std::size_t{256} << 20;
    /// Maximum size of the texts of one error or notice of a PostgreSQL server, in bytes; the rest is cut off, and the
    /// text ends with the number of bytes left out. Also the maximum size of all notices received in one turn of the
    /// loop, of which at most 1,000 are kept; one more notice gives the number of the others. 0: no limit.
    std::size_t max_notice_bytes = std::size_t{1} << 20;
};

}  // namespace azoth

AZOTH_EXPORT_END
