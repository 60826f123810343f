#pragma once

#include <azoth/driver/transaction_options.hpp>
#include <azoth/engine/yield_per.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/statement.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Limits how long an operation may take: `conn.execute(statement, timeout(200ms))`. After that the statement is
/// cancelled on the server and StatementTimeoutError is thrown; roll back its transaction. If the answer arrives before
/// the cancellation takes effect it may be returned instead: the statement has been executed then. The caller waits for
/// the answer for at most 100 ms; without it the outcome is unknown.
///
/// The time runs from the call. It includes getting a connection, and waiting for earlier operations of the same
/// connection and for pending statements such as a ROLLBACK. A connection that is being opened at the deadline, and
/// these statements, are completed in the background. Checkout hooks are not limited. For a stream the time limits each
/// batch. Zero: no limit.
class timeout {
public:
    /// Throws ArgumentError if `limit` is negative.
    explicit timeout(std::chrono::milliseconds limit);
    /// The limit; zero: none.
    std::chrono::milliseconds limit() const noexcept { return limit_; }

private:
    std::chrono::milliseconds limit_;
};

/// The type of `then_commit`.
struct ThenCommit {
    /// For `then_commit` only.
    explicit constexpr ThenCommit(int) noexcept {}
};
/// Sends COMMIT together with a statement, in one round trip: `conn.execute(statement, then_commit)`. COMMIT is
/// executed only if the statement succeeds. If the statement fails, the transaction is rolled back before the error is
/// thrown. No other operation of the connection may be in flight.
inline constexpr ThenCommit then_commit{0};

/// The type of `unshared`.
struct Unshared {
    /// For `unshared` only.
    explicit constexpr Unshared(int) noexcept {}
};
/// Makes AsyncEngine::execute() use a connection of the pool instead of a shared one, for a statement that would delay
/// others: `engine.execute(report, unshared)`. Has no effect in calls of a connection.
inline constexpr Unshared unshared{0};

/// Options of executions, in layers: of an engine (AsyncEngine::execution_options), of a connection
/// (AsyncConnection::execution_options), of a statement (execution_options(statement, ...)), of one call
/// (`execute(statement, timeout(1s))`). An option that an inner layer leaves unset is taken from the next outer one.
/// Setters return a changed copy.
class [[nodiscard]] ExecutionOptions {
public:
    ExecutionOptions() noexcept = default;
    /// Sets the timeout.
    ExecutionOptions(azoth::timeout limit) noexcept : timeout_(limit.limit()) {}
    ExecutionOptions(azoth::yield_per batch) noexcept : yield_per_(batch.rows()) {}
    /// Sets unshared().
    ExecutionOptions(Unshared) noexcept : unshared_(true) {}
    /// Sets how transactions begin.
    ExecutionOptions(const TransactionOptions& options) noexcept : transaction_(options) {}
    /// Sets the isolation level of transactions.
    ExecutionOptions(Isolation level) noexcept : transaction_(level) {}
    /// Sets how transactions of SQLite take their lock.
    ExecutionOptions(Locking locking) noexcept : transaction_(locking) {}

    /// Sets how an engine or a connection begins transactions. With Isolation::autocommit only begin() begins one.
    ExecutionOptions transaction(const TransactionOptions& options) const noexcept;
    /// Sets the isolation level alone; see transaction().
    ExecutionOptions isolation(Isolation level) const noexcept;
    /// Sets the timeout; see azoth::timeout. As an option of an engine or a connection it is also set on the PostgreSQL
    /// server, in case this process cannot cancel: statement_timeout is sent with BEGIN and ends with the transaction.
    /// Throws ArgumentError if `limit` is negative.
    ExecutionOptions timeout(std::chrono::milliseconds limit) const;
    /// Sets the batch size of streams; see azoth::yield_per. Throws ArgumentError if `rows` is 0.
    ExecutionOptions yield_per(std::size_t rows) const;
    /// Sets whether AsyncEngine::execute() uses a connection of the pool; see azoth::unshared.
    ExecutionOptions unshared(bool on = true) const noexcept;
    /// Sends the values of an IN list as one array where the database has arrays: `id = ANY ($1)`. The statement's
    /// text, and so its prepared statement, is the same for lists of any length.
    ExecutionOptions lists_as_arrays(bool on = true) const noexcept;
    /// Replaces schema names: each name that equals the first of a pair is replaced by the second; an empty second
    /// stands for no schema. Applies to statements that azoth compiles, to create_all() and drop_all(), not to text().
    /// A query() is compiled at each execution.
    ExecutionOptions schema_translate(std::vector<std::pair<std::string, std::string>> map) const;
    /// Returns these options, overridden by those that are set in `inner`.
    ExecutionOptions merged(const ExecutionOptions& inner) const noexcept;

    /// How transactions begin.
    const TransactionOptions& transaction() const noexcept { return transaction_; }
    /// The timeout, if one is set.
    std::optional<std::chrono::milliseconds> timeout() const noexcept { return timeout_; }
    /// The batch size of streams, if one is set.
    std::optional<std::size_t> yield_per() const noexcept { return yield_per_; }
    /// The value of unshared(), if it is set.
    std::optional<bool> unshared_mode() const noexcept { return unshared_; }
    /// The value of lists_as_arrays(), if it is set.
    std::optional<bool> lists_as_arrays_mode() const noexcept { return lists_as_arrays_; }
    /// The pairs of schema names; empty if none are set.
    const std::vector<std::pair<std::string, std::string>>& schema_translate() const noexcept;
    /// Whether the isolation level is Isolation::autocommit.
    bool is_autocommit() const noexcept { return transaction_.isolation() == Isolation::autocommit; }

    /// Compares all options.
    friend AZOTH_EXPORT bool operator==(const ExecutionOptions& a, const ExecutionOptions& b) noexcept;

private:
    TransactionOptions transaction_;
    std::optional<std::chrono::milliseconds> timeout_;
    std::optional<std::size_t> yield_per_;
    std::optional<bool> unshared_;
    std::optional<bool> lists_as_arrays_;
    std::shared_ptr<const std::vector<std::pair<std::string, std::string>>> schema_translate_;  // null: not said
};

namespace detail {

/// Throws ArgumentError if an option of transactions is set.
void check_statement_options(const ExecutionOptions& options);

}  // namespace detail

/// A statement with its own options: the result of execution_options().
template <Executable S>
class [[nodiscard]] StatementWithOptions : public S {
public:
    /// Attaches `options` to `statement`.
    StatementWithOptions(S statement, const ExecutionOptions& options) : S(std::move(statement)), options_(options) {}
    /// The statement's own options.
    const ExecutionOptions& execution_options() const noexcept { return options_; }

private:
    ExecutionOptions options_;
};

/// Returns the statement with options that apply wherever it is executed: `execution_options(select(report),
/// timeout(5min))`. Throws ArgumentError for options of transactions.
template <Executable S, std::convertible_to<ExecutionOptions> Options>
StatementWithOptions<S> execution_options(S statement, const Options& options) {
    const ExecutionOptions checked(options);
    detail::check_statement_options(checked);
    return StatementWithOptions<S>(std::move(statement), checked);
}

}  // namespace azoth

AZOTH_EXPORT_END
