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

/// What is known of a failed operation's effect on the database. Whether it may be retried follows from this alone.
enum class Outcome : std::uint8_t {
    not_sent,      ///< no byte of the statement left this process
    not_executed,  ///< the server rejected or skipped the statement before it had any effect
    executed,  ///< it was executed, in a transaction that was open when its answer came; the use of the answer failed
    rolled_back,  ///< it was executed and its effects were undone, or will be with its failed transaction
    committed,    ///< its effects are durable although the operation failed afterwards
    unknown       ///< the connection was lost before the answer arrived
};

/// Returns the enumerator's name.
std::string_view to_string(Outcome outcome) noexcept;

/// What a database reports about a failed statement. Fields that the backend does not know are empty. Source:
/// https://www.postgresql.org/docs/current/protocol-error-fields.html
struct Diagnostics {
    std::string severity;  ///< "ERROR", "FATAL", "PANIC"
    std::string sqlstate;  ///< five characters; SQLite: PostgreSQL's code of the same case, or empty
    std::string message;   ///< the primary message, one line
    /// Further details.
    std::string detail;
    /// How to fix the problem.
    std::string hint;
    std::size_t position = 0;  ///< character position in the statement, counted from 1; 0: not known
    std::string where;         ///< the server's call stack
    /// Name of the schema that the error is about.
    std::string schema;
    /// Name of the table that the error is about.
    std::string table;
    /// Name of the column that the error is about.
    std::string column;
    /// Name of the data type that the error is about.
    std::string data_type;
    /// Name of the constraint that is violated.
    std::string constraint;
    int native_code = 0;     ///< SQLite's extended result code
    std::string statement;   ///< the SQL text
    std::string parameters;  ///< as displayed, or a note that they are hidden
    /// What is known of the statement's effect.
    Outcome outcome = Outcome::not_executed;
    bool connection_lost = false;  ///< the connection cannot be used any more
    /// The statement itself is not at fault (PostgreSQL): its prepared statement was missing or out of date on the
    /// server, inside a transaction, which has failed because of it. Nothing of the statement was executed.
    bool stale_statement = false;
};

/// Maximum length, in bytes, of each part of an error in what(): its message, the database's detail and hint, the
/// statement, the parameters. Of a longer text what() shows the beginning and the end, with the number of bytes left
/// out between them. The accessors of the error, such as StatementError::statement(), return the whole text.
inline constexpr std::size_t max_error_text = 4096;

/// Base of all exceptions that azoth throws, except CancelledError.
class Error : public std::exception {
public:
    /// Sets the message; what() returns it, shortened to max_error_text.
    explicit Error(std::string_view message);
    const char* what() const noexcept override { return what_->c_str(); }

protected:
    Error() noexcept = default;
    /// Sets the text of what() as it is.
    void set_what(std::string text);

private:
    std::shared_ptr<const std::string> what_;
};

/// An argument is wrong: a malformed URL, an option out of range, a name given twice.
class ArgumentError : public Error {
public:
    using Error::Error;
};

/// The URL names a backend or driver that is not linked to this program.
class NoSuchModuleError : public ArgumentError {
public:
    using ArgumentError::ArgumentError;
};

/// No foreign key connects the two sides of a join, so its ON clause cannot be inferred.
class NoForeignKeysError : public ArgumentError {
public:
    using ArgumentError::ArgumentError;
};

/// More than one foreign key connects the two sides of a join, so its ON clause cannot be inferred.
class AmbiguousForeignKeysError : public ArgumentError {
public:
    using ArgumentError::ArgumentError;
};

/// An identifier that the dialect cannot write: too long, empty, or with a NUL.
class IdentifierError : public Error {
public:
    using Error::Error;
};

/// The foreign keys of tables form a cycle that cannot be broken.
class CircularDependencyError : public Error {
public:
    using Error::Error;
};

/// A statement cannot be rendered as SQL.
class CompileError : public Error {
public:
    using Error::Error;
};

/// The dialect does not have a construct; the message names both.
class UnsupportedCompilationError : public CompileError {
public:
    using CompileError::CompileError;
};

/// An operation did not end within its time. The subclass distinguishes connections and statements.
class TimeoutError : public Error {
public:
    using Error::Error;
};

/// No connection was available within its time: none in the pool became free, or the server did not answer. No
/// statement was sent.
class ConnectionTimeoutError : public TimeoutError {
public:
    using TimeoutError::TimeoutError;
};

/// A statement did not end within its time (azoth::timeout) and was cancelled, or was not sent within it.
class StatementTimeoutError : public TimeoutError {
public:
    /// Sets the message and what is known of the statement's effect.
    StatementTimeoutError(std::string_view message, Outcome outcome);

    /// The SQL text; empty for statements that azoth executes by itself.
    std::string_view statement() const noexcept { return *statement_; }
    /// The displayed parameters; empty for statements that azoth executes by itself.
    std::string_view parameters() const noexcept { return *parameters_; }
    /// What is known of the statement's effect: not_sent; rolled_back; unknown if its answer was not waited for;
    /// executed or committed if it was completed before it could be stopped, but rows had already been discarded.
    Outcome outcome() const noexcept { return outcome_; }

    /// Returns this error with a statement, which what() shows. An error that has a statement keeps it.
    StatementTimeoutError with_statement(std::string_view statement, std::string_view parameters) const;

private:
    std::shared_ptr<const std::string> statement_;
    std::shared_ptr<const std::string> parameters_;
    Outcome outcome_;
};

/// The state of the object does not allow the call.
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

/// A row or a table has no column of that name.
class NoSuchColumnError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// A row has several columns of that name.
class AmbiguousColumnError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// A table does not exist in the MetaData or in the database.
class NoSuchTableError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// A foreign key names a table or column that the MetaData does not have.
class NoReferencedTableError : public InvalidRequestError {
public:
    using InvalidRequestError::InvalidRequestError;
};

/// An operation was cancelled: a statement, or waiting for a connection, a notification or a row. Derives from the
/// exception that Asio itself throws in a cancelled coroutine, boost::system::system_error with
/// boost::asio::error::operation_aborted, and adds the statement's outcome. Catch boost::system::system_error to catch
/// both.
///
/// All operations honour cancellation_type::terminal, the type that awaitable<> passes on by default, and no other. A
/// cancelled statement is stopped on the server, a cancelled wait ends at once. A cancelled operation has consumed
/// nothing, and the connection can be used again.
class CancelledError : public boost::system::system_error {
public:
    /// Sets what is known of the statement's effect.
    explicit CancelledError(Outcome outcome);

    /// What is known of the statement's effect: not_sent, rolled_back, or unknown if the answer was not waited for.
    Outcome outcome() const noexcept { return outcome_; }

private:
    Outcome outcome_;
};

/// A statement failed. Carries the statement and what the database reported.
class StatementError : public Error {
public:
    /// Sets all fields and composes what() of them.
    explicit StatementError(Diagnostics diagnostics);

    /// All fields.
    const Diagnostics& diagnostics() const noexcept { return *diagnostics_; }
    /// The SQLSTATE: five characters, or empty.
    std::string_view sqlstate() const noexcept { return diagnostics_->sqlstate; }
    /// The primary message.
    std::string_view message() const noexcept { return diagnostics_->message; }
    /// Further details; may be empty.
    std::string_view detail() const noexcept { return diagnostics_->detail; }
    /// How to fix the problem; may be empty.
    std::string_view hint() const noexcept { return diagnostics_->hint; }
    /// Position of the error in the statement, in characters, counted from 1; 0: not known.
    std::size_t position() const noexcept { return diagnostics_->position; }
    /// Name of the table that the error is about; may be empty.
    std::string_view table() const noexcept { return diagnostics_->table; }
    /// Name of the column that the error is about; may be empty.
    std::string_view column() const noexcept { return diagnostics_->column; }
    /// The SQL text.
    std::string_view statement() const noexcept { return diagnostics_->statement; }
    /// The parameters as displayed, or a note that they are hidden.
    std::string_view parameters() const noexcept { return diagnostics_->parameters; }
    /// What is known of the statement's effect.
    Outcome outcome() const noexcept { return diagnostics_->outcome; }
    /// Whether the connection cannot be used any more.
    bool connection_lost() const noexcept { return diagnostics_->connection_lost; }

    /// Adds the statement and its displayed parameters, which what() shows from then on. An error that has a statement
    /// keeps it. Threads: only for an object that no other thread uses.
    void attach(std::string_view statement, std::string_view parameters);

private:
    std::shared_ptr<const Diagnostics> diagnostics_;
};

/// The driver or the protocol was used wrongly, or an answer was malformed; not an error of the database.
class InterfaceError : public StatementError {
public:
    using StatementError::StatementError;
};

/// The database answered with an error. On PostgreSQL the subclass follows from the SQLSTATE's class.
class DatabaseError : public StatementError {
public:
    using StatementError::StatementError;
};

/// A value is out of range, malformed, or not of the requested type.
class DataError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// The database or the connection to it failed: rejected, lost, shut down, out of memory, cancelled, locked.
class OperationalError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// Kind of constraint that a row violates.
enum class ConstraintKind : std::uint8_t {
    other,   ///< RESTRICT, a trigger, a data type, or not known
    unique,  ///< UNIQUE or PRIMARY KEY
    /// FOREIGN KEY
    foreign_key,
    /// CHECK
    check,
    /// NOT NULL
    not_null,
    /// EXCLUDE (PostgreSQL)
    exclusion
};

/// Returns the enumerator's name.
std::string_view to_string(ConstraintKind kind) noexcept;

/// A constraint would be violated. The kind is the same on every database.
class IntegrityError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
    /// Name of the constraint; empty if the database does not report it. SQLite reports those of CHECKs and of indexes
    /// on expressions.
    std::string_view constraint() const noexcept { return diagnostics().constraint; }
    /// Kind of the constraint.
    ConstraintKind kind() const noexcept;
    /// Whether it is a UNIQUE constraint, a unique index or a primary key.
    bool is_unique_violation() const noexcept { return kind() == ConstraintKind::unique; }
    /// Whether it is a foreign key.
    bool is_foreign_key_violation() const noexcept { return kind() == ConstraintKind::foreign_key; }
    /// Whether it is a CHECK constraint.
    bool is_check_violation() const noexcept { return kind() == ConstraintKind::check; }
    /// Whether it is a NOT NULL constraint.
    bool is_not_null_violation() const noexcept { return kind() == ConstraintKind::not_null; }
    /// Whether it is an exclusion constraint.
    bool is_exclusion_violation() const noexcept { return kind() == ConstraintKind::exclusion; }
};

/// The database is in a state that does not allow the statement: a failed transaction (25P02), a write in a read-only
/// transaction or database (25006; on SQLite too).
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
