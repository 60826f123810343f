#pragma once

#include <azoth/export.hpp>

#include <boost/system/system_error.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How sure a failed operation is of what the database did. What may be retried follows from this and nothing else.
enum class Outcome : std::uint8_t {
    not_sent,      ///< no byte of the statement left this process
    not_executed,  ///< the server refused or skipped the statement before it had any effect
    executed,     ///< it ran, in a transaction that was open when its answer came; what failed is the use of the answer
    rolled_back,  ///< it ran and its effects were undone, or will be with the failed transaction it belongs to
    committed,    ///< its effects are durable although the operation failed afterwards
    unknown       ///< the connection was lost before the answer arrived
};

std::string_view to_string(Outcome outcome) noexcept;

/// What a database says about a failed statement. Fields that the backend does not know are empty.
/// PostgreSQL: https://www.postgresql.org/docs/current/protocol-error-fields.html
struct Diagnostics {
    std::string severity;  ///< "ERROR", "FATAL", "PANIC"
    std::string sqlstate;  ///< five characters; SQLite: what PostgreSQL says in the same case, or empty
    std::string message;   ///< the primary message, one line
    std::string detail;
    std::string hint;
    std::size_t position = 0;  ///< character position in the statement, counted from 1; 0: not known
    std::string where;         ///< the server's call stack
    std::string schema;
    std::string table;
    std::string column;
    std::string data_type;
    std::string constraint;
    int native_code = 0;     ///< SQLite's extended result code
    std::string statement;   ///< the SQL text
    std::string parameters;  ///< as displayed, or the note that they are hidden
    Outcome outcome = Outcome::not_executed;
    bool connection_lost = false;  ///< the connection can't be used any more
    /// PostgreSQL: the statement itself is not at fault. Its prepared statement was gone or out of date on the server,
    /// inside a transaction, which has failed by it; nothing of the statement was executed.
    bool stale_statement = false;
};

/// The longest text, in bytes, that what() shows of each part of an error: its message, the database's detail and hint,
/// the statement, the parameters. Of a longer one it shows the beginning and the end, with the number of bytes left out
/// between them. The accessors of the error, such as StatementError::statement(), return the whole text.
inline constexpr std::size_t max_error_text = 4096;

/// The root of everything azoth throws.
class Error : public std::exception {
public:
    /// what() is the message, shortened to max_error_text.
    explicit Error(std::string_view message);
    const char* what() const noexcept override { return what_->c_str(); }

protected:
    Error() noexcept = default;
    /// Sets the text of what() as it is.
    void set_what(std::string text);

private:
    std::shared_ptr<const std::string> what_;
};

/// A wrong argument: malformed URL, option out of range, a name given twice.
class ArgumentError : public Error {
public:
    using Error::Error;
};

/// The URL names a backend or driver that this program has not linked.
class NoSuchModuleError : public ArgumentError {
public:
    using ArgumentError::ArgumentError;
};

/// A join's ON clause could not be inferred: no foreign key connects the two sides.
class NoForeignKeysError : public ArgumentError {
public:
    using ArgumentError::ArgumentError;
};

/// A join's ON clause could not be inferred: more than one foreign key connects the two sides.
class AmbiguousForeignKeysError : public ArgumentError {
public:
    using ArgumentError::ArgumentError;
};

/// An identifier that the dialect can't spell: too long, empty, or holding a NUL.
class IdentifierError : public Error {
public:
    using Error::Error;
};

/// Tables whose foreign keys form a cycle that cannot be broken.
class CircularDependencyError : public Error {
public:
    using Error::Error;
};

/// A statement that cannot be rendered as SQL.
class CompileError : public Error {
public:
    using Error::Error;
};

/// A construct that the dialect does not have; names both.
class UnsupportedCompilationError : public CompileError {
public:
    using CompileError::CompileError;
};

/// Something was not done within its time. The two subclasses say whether it was a connection or a statement.
class TimeoutError : public Error {
public:
    using Error::Error;
};

/// No connection within its time: none in the pool became free, or the server did not answer. No statement was sent.
class ConnectionTimeoutError : public TimeoutError {
public:
    using TimeoutError::TimeoutError;
};

/// A statement did not finish within its time (azoth::timeout) and was cancelled.
class StatementTimeoutError : public TimeoutError {
public:
    StatementTimeoutError(std::string_view message, Outcome outcome);

    /// The SQL text and its displayed parameters; empty for what azoth executes by itself.
    std::string_view statement() const noexcept { return *statement_; }
    std::string_view parameters() const noexcept { return *parameters_; }
    /// not_sent, or what the server did: rolled_back, unknown where its answer was not waited for, executed or
    /// committed where the statement was completed before it could be stopped, but rows of it had been discarded
    /// already.
    Outcome outcome() const noexcept { return outcome_; }

    /// The same error with the statement, which what() shows; an error that has one already keeps it.
    StatementTimeoutError with_statement(std::string_view statement, std::string_view parameters) const;

private:
    std::shared_ptr<const std::string> statement_;
    std::shared_ptr<const std::string> parameters_;
    Outcome outcome_;
};

/// A call that the object's state does not allow.
class InvalidRequestError : public Error {
public:
    using Error::Error;
};

/// A connection, transaction or result was used after it was closed.
class ResourceClosedError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// one() found no row.
class NoResultFound : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// one() or one_or_none() found more than one row.
class MultipleResultsFound : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// A row has no column of that name, or a table has none.
class NoSuchColumnError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// A row has several columns of that name.
class AmbiguousColumnError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// A table that does not exist in the MetaData or in the database.
class NoSuchTableError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// A foreign key names a table or column that the MetaData does not have.
class NoReferencedTableError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// An operation was cancelled: a statement, a wait for a connection, a notification or a row, on every database. It is
/// what Asio itself throws in a cancelled coroutine, boost::system::system_error with
/// boost::asio::error::operation_aborted, and says in addition what became of the statement. Catch
/// boost::system::system_error to catch both.
///
/// All operations honour cancellation_type::terminal, the type that awaitable<> passes on by default, and no other. A
/// cancelled statement is stopped on the server, a cancelled wait ends at once; a cancelled operation has not consumed
/// anything, and the connection can be used again.
class CancelledError : public boost::system::system_error {
public:
    explicit CancelledError(Outcome outcome);

    /// not_sent, or what the server did: rolled_back, or unknown where the answer was not waited for.
    Outcome outcome() const noexcept { return outcome_; }

private:
    Outcome outcome_;
};

/// Something went wrong with one statement. Carries the statement and what the database said of it.
class StatementError : public Error {
public:
    explicit StatementError(Diagnostics diagnostics);

    const Diagnostics& diagnostics() const noexcept { return *diagnostics_; }
    std::string_view sqlstate() const noexcept { return diagnostics_->sqlstate; }
    std::string_view message() const noexcept { return diagnostics_->message; }
    std::string_view detail() const noexcept { return diagnostics_->detail; }
    std::string_view hint() const noexcept { return diagnostics_->hint; }
    std::size_t position() const noexcept { return diagnostics_->position; }
    std::string_view table() const noexcept { return diagnostics_->table; }
    std::string_view column() const noexcept { return diagnostics_->column; }
    std::string_view statement() const noexcept { return diagnostics_->statement; }
    std::string_view parameters() const noexcept { return diagnostics_->parameters; }
    Outcome outcome() const noexcept { return diagnostics_->outcome; }
    bool connection_lost() const noexcept { return diagnostics_->connection_lost; }

    /// Adds the statement and its displayed parameters; what() shows them from then on. An error that already has a
    /// statement keeps it. Only for an object that nobody else has: azoth itself attaches to a copy.
    void attach(std::string_view statement, std::string_view parameters);

private:
    std::shared_ptr<const Diagnostics> diagnostics_;
};

/// The client's use of the protocol or driver is at fault, not the database.
class InterfaceError : public StatementError {
public:
    using StatementError::StatementError;
};

/// The database answered with an error. PostgreSQL: the subclass follows from the SQLSTATE's class.
class DatabaseError : public StatementError {
public:
    using StatementError::StatementError;
};

/// A value is out of range, malformed, or not of the type that was asked for.
class DataError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// The database or the way to it failed: refused, lost, shut down, out of memory, cancelled, locked.
class OperationalError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// What kind of constraint a row violates.
enum class ConstraintKind : std::uint8_t {
    other,   ///< RESTRICT by a trigger, a data type, or not known
    unique,  ///< UNIQUE or PRIMARY KEY
    foreign_key,
    check,
    not_null,
    exclusion
};

std::string_view to_string(ConstraintKind kind) noexcept;

/// A constraint would be violated; constraint() names it where the database does. The kind is the same on every
/// database.
class IntegrityError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
    std::string_view constraint() const noexcept { return diagnostics().constraint; }
    ConstraintKind kind() const noexcept;
    /// Of a UNIQUE constraint, a unique index or a primary key.
    bool is_unique_violation() const noexcept { return kind() == ConstraintKind::unique; }
    bool is_foreign_key_violation() const noexcept { return kind() == ConstraintKind::foreign_key; }
    bool is_check_violation() const noexcept { return kind() == ConstraintKind::check; }
    bool is_not_null_violation() const noexcept { return kind() == ConstraintKind::not_null; }
    bool is_exclusion_violation() const noexcept { return kind() == ConstraintKind::exclusion; }
};

/// The database is in a state that does not allow the statement, such as a failed transaction.
class InternalError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// The statement is wrong: syntax, a missing table or column, a missing privilege.
class ProgrammingError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// The database does not have the feature.
class NotSupportedError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

}  // namespace azoth

AZOTH_EXPORT_END
