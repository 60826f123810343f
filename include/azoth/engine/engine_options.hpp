#pragma once

#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/pool_status.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace azoth {

class EngineEvents;
class Logger;
class Observer;

/// Where an engine's connections come from and go to.
enum class PoolKind : std::uint8_t {
    queue_pool,  ///< pool_size are kept, others wait for them
    null_pool,   ///< each is opened when it is asked for and closed when it comes back; nobody waits
    static_pool  ///< one is kept for ever, whatever its age, and lent to one at a time
};

/// What is done to a connection that comes back, before anybody else gets it. Nothing, and no round trip, where the
/// database says that no transaction is open and nothing else was said to the session that the next user would meet.
enum class ResetOnReturn : std::uint8_t {
    /// ROLLBACK of what is open. What azoth itself has said to the session (limits of time, advisory locks) is taken
    /// back, too.
    rollback,
    /// Also DISCARD ALL, on PostgreSQL: settings, temporary tables, prepared statements, LISTENs. It is left out, with
    /// its round trip, where nothing was executed but compiled SELECTs that lock nothing and call no functions but
    /// well-known ones without effects (StatementText::reads_only): raw SQL, text() and DDL may change the session, and
    /// so may a function in a compiled SELECT or a trigger of a table. What a function does that a view calls is not
    /// noticed.
    ///
    /// For programs of several tenants: with `rollback` what SET, SET ROLE and set_config(..., false) have set also
    /// holds for the next caller that checks the connection out. Set it for one transaction only (SET LOCAL,
    /// set_config(..., true)): it ends with the transaction, whatever its outcome. AsyncEngine::execute() refuses
    /// statements that change the session, as far as their text shows it: not what a function of the database's own
    /// does.
    discard_all
};

/// How an engine behaves. Not an aggregate, so that it may be made inside an awaited expression.
class EngineOptions {
public:
    EngineOptions();

    /// Shows every statement with its parameters, and where transactions begin and end.
    bool echo = false;
    /// Shows what becomes of connections: opened, lent, returned, reset, invalidated, closed.
    bool echo_pool = false;
    /// Where the lines of both go, and, whether or not there is an echo, the database's own warnings and warnings about
    /// statements (each statement's once), such as of a SELECT whose FROM clauses nothing connects. The database's
    /// notices (RAISE NOTICE) go there too if there is a logger or an echo. Null: to standard error. See
    /// azoth/engine/logger.hpp.
    std::shared_ptr<Logger> logger;
    /// Keeps values out of everything that azoth shows: the echo, the logger, errors, hooks and the observer.
    /// Parameters are not shown. Of what the database says remain the SQLSTATE with the name of its condition, the
    /// severity, the names of constraint, table, column and type, and the position; the message, DETAIL, HINT and WHERE
    /// are dropped, of notices, too. In a statement's text `?` stands for each literal; the observer is not shown the
    /// text of raw SQL at all. Errors in reading a row do not show the value. Not hidden: the text that before_execute
    /// hooks are given, which is what is sent; names in statements; what the program's own exceptions say; errors of
    /// statements and values that are made without an engine.
    bool hide_parameters = false;

    /// What is called while the engine works; null: nothing. See azoth/engine/events.hpp.
    std::shared_ptr<const EngineEvents> events;
    /// Who is told of operations as spans and of measurements; null: nobody. See azoth/engine/observer.hpp.
    std::shared_ptr<Observer> observer;
    /// Appends to each statement the trace context of its span, as sqlcommenter does: /*traceparent='...'*/. As no two
    /// are alike, such a statement is not prepared under a name: the database parses and plans it each time. Statements
    /// that have a comment already are left as they are, as are those that no span is traced for.
    bool trace_comments = false;

    /// Who keeps the connections; for PoolKind::null_pool and static_pool the two numbers below mean nothing.
    PoolKind pool = PoolKind::queue_pool;
    /// Connections that are kept open while nobody uses them; 0: any number.
    std::size_t pool_size = 5;
    /// Connections beyond pool_size that may be open at a time, closed when they are no longer used; -1: any number.
    int max_overflow = 10;
    /// How long connect() waits for a connection when all are in use; then it throws TimeoutError. Zero: not at all.
    std::chrono::milliseconds pool_timeout{30'000};
    /// While no connection can be opened, whether those who would have to wait for one fail at once with the error of
    /// the last attempt. One call at a time tries again, at the intervals of connect_timeout's comment. Default: they
    /// wait for up to pool_timeout. Where connections are all in use they wait in any case.
    bool fail_fast = false;
    /// Whether the connection used last is used first, so that those not needed stay idle.
    bool pool_use_lifo = true;
    /// The longest life of a connection: an older one is closed when it comes back, or instead of being lent. Each
    /// one's own is shorter by a random part of it, at most pool_recycle_jitter, so that those opened together do not
    /// end together. Zero: no limit.
    std::chrono::milliseconds pool_recycle{0};
    double pool_recycle_jitter = 0.1;
    /// How long a connection beyond pool_min_idle may lie idle before it is closed; zero: no limit. While the engine is
    /// not used at all nothing is closed: it happens when a connection is taken or comes back.
    std::chrono::milliseconds pool_idle_timeout{0};
    /// Connections, of pool_size at most, that are opened ahead of their use, in the background of calls of connect()
    /// and of connections that come back. An io_context runs on until an attempt that was begun there has ended.
    std::size_t pool_min_idle = 0;
    /// Whether a connection that was idle for longer than pool_ping_after is asked for an answer (one round trip)
    /// before it is lent. A connection that the server has closed is never lent, with or without.
    bool pool_pre_ping = false;
    std::chrono::milliseconds pool_ping_after{1'000};
    ResetOnReturn pool_reset_on_return = ResetOnReturn::rollback;

    /// Connections, beside those of the pool, that AsyncEngine::execute() opens in each io_context, to be shared by all
    /// coroutines there; 0: it takes one of the pool's for each statement. SQLite has none.
    std::size_t shared_connections = 2;
    /// How many requests of execute() may be under way on each of them, and how many bytes of parameters these may
    /// have; whoever comes then waits for its turn. One request may be larger. At least 1.
    std::size_t shared_requests = 512;
    std::size_t shared_bytes = std::size_t{4} << 20;
    /// A statement that kept the others on its shared connection waiting for longer than this, or timed out there, is
    /// executed on one of the pool's from then on, until it was faster a hundred times. Zero: it never is. See also
    /// azoth::unshared.
    std::chrono::milliseconds shared_slow_after{250};
    /// Whether queries that are known to have no effects (StatementText::reads_only) and are sent together there may
    /// share one transaction of the server's: less work for both sides. Those behind one that fails are executed again.
    /// They share its now() and hold their locks until the last of them is through, when the answers of all may come;
    /// views and operators must not hide effects; not for databases whose default isolation level is above READ
    /// COMMITTED.
    bool shared_reads_together = false;

    /// What holds for all that is executed, unless a connection, a statement or a call says otherwise: timeouts, how
    /// transactions begin.
    ExecutionOptions execution_options;

    /// How long opening a connection may take, over all hosts of the URL; zero: no limit. After a failure to connect
    /// the pool lets one call at a time try again, at intervals that grow from 50 ms to 1 s; all others wait.
    std::chrono::milliseconds connect_timeout{30'000};
    /// How long a statement that was cancelled, or took too long, may take to end on the server; then its connection is
    /// closed. Not for SQLite.
    std::chrono::milliseconds cancel_timeout{5'000};
    /// Whether a statement of a PostgreSQL connection with TLS may be stopped only by a cancel request with TLS, which
    /// libpq has since version 17. Older versions send it in clear text, also under sslmode=verify-full: an attacker
    /// who reads it can stop statements of this session for as long as it lives, and do nothing else. With true and
    /// such a libpq the connection is closed instead, at once; the server goes on with the statement until it notices
    /// that (see its client_connection_check_interval).
    bool encrypted_cancel_only = false;
    /// Prepared statements that each connection keeps; 0: none. PostgreSQL keeps at least 3, those of one request.
    std::size_t statement_cache_size = 256;

    /// Largest result of one statement that is buffered, in bytes of memory: the rows as the database sent them and 32
    /// bytes for each. A larger one stops its statement with OperationalError (SQLSTATE 54000), whose outcome() is what
    /// the database did; the rows are freed. Of a stream and of copy_out() it limits one batch. 0: no limit.
    std::size_t max_result_bytes = std::size_t{1} << 30;
    /// Largest single message accepted from a PostgreSQL server, in bytes; a row is one message. A larger one closes
    /// the connection with OperationalError before memory is allocated for it. At most, and with 0, 1 GiB: no value of
    /// PostgreSQL is larger. Messages other than rows, errors and notices have smaller limits of their own.
    std::size_t max_message_bytes = std::size_t{256} << 20;
    /// Largest sum of the texts of one error or notice of a PostgreSQL server, in bytes; what exceeds it is cut off,
    /// and the text ends with the number of bytes left out. Also the largest sum of all notices received in one turn of
    /// the loop, of which at most 1,000 are kept; the others are counted in one more notice. 0: no limit.
    std::size_t max_notice_bytes = std::size_t{1} << 20;
};

}  // namespace azoth
