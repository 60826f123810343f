#pragma once

#include <azoth/driver/row_buffer.hpp>
#include <azoth/driver/transaction_start.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/task.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

class NotificationSink;

/// What a session is asked to carry. Everything it points to outlives the operation.
struct Request {
    const StatementText* statement = nullptr;
    const ParameterBuffer* parameters = nullptr;  ///< null: none
    /// Control statement (BEGIN ...) that travels in front of the statement in the same round trip; if it fails, the
    /// statement isn't executed. Empty: none.
    std::string_view begin;
    /// The transaction that the statement belongs to: its BEGIN travels with the first of its requests that is sent,
    /// and no other one overtakes it. Null: none, or one that the database knows of. Not together with `begin`.
    std::shared_ptr<TransactionStart> transaction;
    /// Another control statement, after BEGIN: SET LOCAL ... Empty: none.
    std::string_view setup;
    /// Control statement (COMMIT) that travels behind the statement in the same round trip and is executed only if the
    /// statement succeeds. Not for open(). Empty: none.
    std::string_view end;
    /// The COPY that carries, in binary, what the statement writes, for copy_in(), or reads, for open(). Empty: the
    /// database has none, or rows are read in the usual way.
    std::string_view copy;
    /// Longest time the operation may take; zero: no limit. When it is over the statement is cancelled on the server
    /// and TimeoutError thrown.
    std::chrono::milliseconds timeout{0};
};

/// The answer to one execution.
struct Answer {
    std::shared_ptr<const RowBuffer> rows;  ///< null: the statement gives no rows
    std::string tag;                        ///< PostgreSQL's command tag, as in "INSERT 0 2"; SQLite: empty
    std::int64_t row_count = -1;            ///< rows changed or returned; -1: not known
    std::int64_t last_insert_id = 0;        ///< SQLite: the rowid of the last row inserted
    /// How long those behind it had to wait for its sake; only of a session that is shared.
    std::chrono::nanoseconds took{0};
};

/// Where a session's transaction stands, as the database last said.
enum class TransactionStatus : std::uint8_t { idle, active, failed };

/// An open query whose rows are fetched in portions. Destroying it without close() leaves the closing to the session,
/// before its next request; it must not outlive its session.
class Cursor {
public:
    virtual ~Cursor() = default;
    /// The columns; known once the first portion has been fetched.
    virtual const std::shared_ptr<const RowDescription>& description() const = 0;
    /// The next rows, at most `count` (0: all that are left). An answer with fewer rows than asked for, or none, is the
    /// last.
    virtual task<Answer> fetch(std::size_t count) = 0;
    /// Ends the query early. Does nothing when it is at its end.
    virtual task<void> close() = 0;
};

/// The seam to a backend: one connection to a database, and how a statement is carried over it.
///
/// Operations may be started while others are under way; they are carried out in the order they were started, and
/// answered in that order, unless an answer has types that must be asked for first. Any thread may start one; it
/// completes on the executor of the awaiting coroutine. An operation reacts to Asio's terminal cancellation: the server
/// is told to stop, the answer is drained and CancelledError or what the statement came to is the outcome; where
/// draining fails the session is broken.
class Session {
public:
    virtual ~Session() = default;

    /// Executes and buffers the whole answer.
    virtual task<Answer> execute(Request request) = 0;
    /// Executes once for each set of parameters (request.parameters is not used). The rows of all answers lie one
    /// behind the other in the order of the sets; the row count is the sum, or -1. PostgreSQL: outside a transaction
    /// all sets are one transaction.
    virtual task<Answer> execute_many(Request request, ParameterSource& source) = 0;
    /// Opens a query for reading in portions. While a COPY carries its rows the session refuses everything else
    /// (InvalidRequestError), and only an error, which fails the transaction, ends it early.
    virtual task<std::unique_ptr<Cursor>> open(Request request) = 0;
    /// As execute_many() of an INSERT, whose parameters are the columns of request.copy where there is one; the row
    /// count is the answer. What the source throws leaves nothing written.
    virtual task<Answer> copy_in(Request request, ParameterSource& source);
    /// Executes text without parameters or rows: COMMIT, ROLLBACK, SAVEPOINT ... Returns the command tag; a COMMIT that
    /// the server turned into a ROLLBACK is visible there. timeout: as in Request.
    virtual task<std::string> control(std::string_view sql, std::chrono::milliseconds timeout) = 0;
    task<std::string> control(std::string_view sql) { return control(sql, std::chrono::milliseconds(0)); }

    /// From now on operations belong to strangers: who is stopped is let go at once, and its answer read and thrown
    /// away, without harm to the others. reads_together: see EngineOptions::shared_reads_together.
    virtual void share(bool reads_together) noexcept { static_cast<void>(reads_together); }
    /// Tells the sink of all notifications from now on; null: nobody. While somebody is told the session reads, which
    /// keeps its executor busy. Throws NotSupportedError if the database has no notifications.
    virtual void listen(std::shared_ptr<NotificationSink> sink);

    virtual TransactionStatus transaction_status() const noexcept = 0;
    /// Nothing is in flight, so that transaction_status() is exact: an answer that was abandoned may change it.
    virtual bool is_quiet() const noexcept = 0;
    /// Nothing is in flight, no cursor is open, and the transaction is idle.
    virtual bool is_clean() const noexcept = 0;
    /// False once the connection was lost or its protocol went out of step; every operation then fails.
    virtual bool is_usable() const noexcept = 0;
    /// Looks, without waiting, whether the server has closed an idle connection; false makes the session unusable.
    virtual bool probe() noexcept = 0;
    /// Ends the session in good order. The session is unusable afterwards. Never throws.
    virtual task<void> close() = 0;
    /// Ends the session at once, from any thread, waiting for nothing: operations in flight fail. Never throws.
    virtual void abort() noexcept = 0;

    /// The server's version as a number, PostgreSQL's 150018 or SQLite's 3040001.
    virtual int server_version() const noexcept = 0;
};

}  // namespace azoth

AZOTH_EXPORT_END
