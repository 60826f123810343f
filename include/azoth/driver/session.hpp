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

/// One operation of a session. Lifetime: everything it points to outlives the operation.
struct Request {
    /// The statement.
    const StatementText* statement = nullptr;
    const ParameterBuffer* parameters = nullptr;  ///< null: none
    /// Control statement (BEGIN ...) sent before the statement in the same round trip. If it fails, the statement is
    /// not executed. Empty: none.
    std::string_view begin;
    /// The transaction of the statement. BEGIN is sent with the first of its requests, and no other request of the
    /// transaction is sent before it. Null: no transaction, or one that the database has already begun. Not together
    /// with `begin`.
    std::shared_ptr<TransactionStart> transaction;
    /// A further control statement after BEGIN: SET LOCAL ... Empty: none.
    std::string_view setup;
    /// Control statement (COMMIT) sent after the statement in the same round trip, and executed only if the statement
    /// succeeds. Not for open(). Empty: none.
    std::string_view end;
    /// The COPY statement that transfers rows in binary: to the table for copy_in(), from the query for open(). Empty:
    /// rows are transferred without COPY.
    std::string_view copy;
    /// Maximum duration of the operation; zero: no limit. After it the statement is cancelled on the server and
    /// TimeoutError is thrown.
    std::chrono::milliseconds timeout{0};
};

/// The answer to one execution.
struct Answer {
    std::shared_ptr<const RowBuffer> rows;  ///< null: the statement returns no rows
    std::string tag;                        ///< PostgreSQL's command tag, such as "INSERT 0 2"; SQLite: empty
    std::int64_t row_count = -1;            ///< rows changed or returned; -1: not known
    std::int64_t last_insert_id = 0;        ///< the rowid of the last row inserted (SQLite)
    /// How long the statement delayed later requests of the session; measured on shared sessions only.
    std::chrono::nanoseconds took{0};
};

/// State of a session's transaction as the database last reported it.
enum class TransactionStatus : std::uint8_t {
    idle,    ///< no transaction
    active,  ///< in a transaction
    failed   ///< in a transaction that has failed: only ROLLBACK is executed
};

/// An open query whose rows are fetched in batches. If it is destroyed without close(), the session closes it before
/// its next request. Lifetime: it must not outlive its session.
class Cursor {
public:
    virtual ~Cursor() = default;
    /// The columns; known once the first batch has been fetched.
    virtual const std::shared_ptr<const RowDescription>& description() const = 0;
    /// Fetches the next rows, at most `count` (0: all that are left). An answer with fewer rows than requested, or
    /// none, is the last.
    virtual task<Answer> fetch(std::size_t count) = 0;
    /// Ends the query early. Does nothing at its end.
    virtual task<void> close() = 0;
};

/// The interface of a backend: one connection to a database.
///
/// Operations may be started while others are in flight. They are executed and answered in the order in which they were
/// started, except that an answer whose types have to be queried first may be overtaken. Threads: operations may be
/// started on any thread; each completes on the executor of the awaiting coroutine. Cancellation: of Asio's types,
/// terminal only. The server is asked to stop, the answer is read and discarded, and the operation ends with
/// CancelledError or with the statement's result. If its answer cannot be read in time the session is broken.
class Session {
public:
    virtual ~Session() = default;

    /// Executes a statement and buffers the whole answer.
    virtual task<Answer> execute(Request request) = 0;
    /// Executes a statement once for each set of parameters (request.parameters is not used). The answer has the rows
    /// of all executions in the order of the sets, and the sum of the row counts, or -1. PostgreSQL: outside of a
    /// transaction all sets are executed in one.
    virtual task<Answer> execute_many(Request request, ParameterSource& source) = 0;
    /// Opens a query whose rows are read in batches. While a COPY transfers the rows, other operations throw
    /// InvalidRequestError, and it can be ended early only by an error, which fails the transaction.
    virtual task<std::unique_ptr<Cursor>> open(Request request) = 0;
    /// Executes an INSERT for each set of parameters, like execute_many(), by COPY if request.copy is set; the
    /// parameters are then the columns of request.copy. The answer is the row count. If the source throws, no row is
    /// written.
    virtual task<Answer> copy_in(Request request, ParameterSource& source);
    /// Executes text without parameters or rows: COMMIT, ROLLBACK, SAVEPOINT ... Returns the command tag, which shows
    /// whether the server turned a COMMIT into a ROLLBACK. timeout: as in Request.
    virtual task<std::string> control(std::string_view sql, std::chrono::milliseconds timeout) = 0;
    /// Executes text without parameters or rows, without a time limit.
    task<std::string> control(std::string_view sql) { return control(sql, std::chrono::milliseconds(0)); }

    /// Switches to shared use: from now on a cancelled or timed-out caller resumes at once, and its answer is read and
    /// discarded without effect on other operations. reads_together: see EngineOptions::shared_reads_together.
    virtual void share(bool reads_together) noexcept { static_cast<void>(reads_together); }
    /// Sends all notifications to this sink from now on; null: ignores them. With a sink the session reads, which keeps
    /// its executor busy. Throws NotSupportedError if the database has no notifications.
    virtual void listen(std::shared_ptr<NotificationSink> sink);

    /// State of the transaction; exact only if is_quiet().
    virtual TransactionStatus transaction_status() const noexcept = 0;
    /// Whether nothing is in flight. The answer to an abandoned operation may still change transaction_status().
    virtual bool is_quiet() const noexcept = 0;
    /// Whether nothing is in flight, no cursor is open, and the transaction is idle.
    virtual bool is_clean() const noexcept = 0;
    /// Whether the session can be used. False after the connection was lost or its protocol state became invalid; all
    /// operations then fail.
    virtual bool is_usable() const noexcept = 0;
    /// Checks, without waiting, whether the server has closed an idle connection. If so it returns false, and the
    /// session is unusable.
    virtual bool probe() noexcept = 0;
    /// Ends the session properly, after which it is unusable. Never throws.
    virtual task<void> close() = 0;
    /// Ends the session at once, without waiting; operations in flight fail. Never throws. Threads: any thread.
    virtual void abort() noexcept = 0;

    /// Whether the session was read-only when it was opened: its server is a standby, or its transactions are read-only
    /// by default. False if the database does not report it.
    virtual bool was_read_only() const noexcept { return false; }
    /// The server's version as a number: 150018 of PostgreSQL, 3040001 of SQLite.
    virtual int server_version() const noexcept = 0;
};

}  // namespace azoth

AZOTH_EXPORT_END
