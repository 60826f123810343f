#pragma once

#include <azoth/driver/transaction_options.hpp>
#include <azoth/engine/yield_per.hpp>
#include <azoth/sql/statement.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth {

/// How long an operation may take: `conn.execute(statement, timeout(200ms))`. When it is over the statement is
/// cancelled on the server and TimeoutError thrown; the transaction that it was in is to be rolled back. An answer that
/// arrives before the cancellation takes effect may still be returned instead: the statement is done then. Counted from
/// the operation's start, waiting for operations before it on the same connection included; of a stream, for each
/// portion. Zero: no limit.
class timeout {
public:
    /// Throws ArgumentError if it is negative.
    explicit timeout(std::chrono::milliseconds limit);
    std::chrono::milliseconds limit() const noexcept { return limit_; }

private:
    std::chrono::milliseconds limit_;
};

/// Makes COMMIT travel with a statement, in the same round trip: `conn.execute(statement, then_commit)`. It is executed
/// only if the statement succeeds; if that fails the transaction is rolled back before the error is thrown. Nothing may
/// have been started on the connection that has not been awaited.
struct ThenCommit {
    explicit constexpr ThenCommit(int) noexcept {}
};
inline constexpr ThenCommit then_commit{0};

/// Of AsyncEngine::execute(): on a connection of the pool, to itself, for a statement behind which nobody should have
/// to wait: `engine.execute(report, unshared)`. On a connection it means nothing.
struct Unshared {
    explicit constexpr Unshared(int) noexcept {}
};
inline constexpr Unshared unshared{0};

/// What is said of executions in layers: of an engine (AsyncEngine::execution_options), of a connection
/// (AsyncConnection::execution_options), of a statement (execution_options(statement, ...)), of one call
/// (`execute(statement, timeout(1s))`). What the inner layer does not say, the outer one does. Every method returns new
/// options.
class ExecutionOptions {
public:
    ExecutionOptions() noexcept = default;
    ExecutionOptions(azoth::timeout limit) noexcept : timeout_(limit.limit()) {}
    ExecutionOptions(azoth::yield_per batch) noexcept : yield_per_(batch.rows()) {}
    ExecutionOptions(Unshared) noexcept : unshared_(true) {}
    ExecutionOptions(const TransactionOptions& options) noexcept : transaction_(options) {}
    ExecutionOptions(Isolation level) noexcept : transaction_(level) {}
    ExecutionOptions(Locking locking) noexcept : transaction_(locking) {}

    /// Of an engine or a connection: how it begins transactions. Isolation::autocommit: only when begin() is called.
    ExecutionOptions transaction(const TransactionOptions& options) const noexcept;
    ExecutionOptions isolation(Isolation level) const noexcept;
    /// See azoth::timeout, also for its errors. Of an engine or a connection it is kept by the server, too, should this
    /// process fail to: statement_timeout travels with BEGIN and ends with the transaction.
    ExecutionOptions timeout(std::chrono::milliseconds limit) const;
    /// See azoth::yield_per.
    ExecutionOptions yield_per(std::size_t rows) const;
    /// See azoth::unshared.
    ExecutionOptions unshared(bool on = true) const noexcept;
    /// IN lists of values are sent as one array where the database has arrays: `id = ANY ($1)`. The text of a statement
    /// is then the same for lists of any length, and so is its prepared statement.
    ExecutionOptions lists_as_arrays(bool on = true) const noexcept;
    /// Wherever a statement would name the first schema of a pair, it names the second; empty: no schema. Applies to
    /// statements that azoth compiles, create_all() and drop_all(), not to text(). A query() is compiled at each
    /// execution then.
    ExecutionOptions schema_translate(std::vector<std::pair<std::string, std::string>> map) const;
    /// These, but what `inner` says as it says.
    ExecutionOptions merged(const ExecutionOptions& inner) const noexcept;

    const TransactionOptions& transaction() const noexcept { return transaction_; }
    std::optional<std::chrono::milliseconds> timeout() const noexcept { return timeout_; }
    std::optional<std::size_t> yield_per() const noexcept { return yield_per_; }
    std::optional<bool> unshared_mode() const noexcept { return unshared_; }
    std::optional<bool> lists_as_arrays_mode() const noexcept { return lists_as_arrays_; }
    /// Empty: nothing is translated.
    const std::vector<std::pair<std::string, std::string>>& schema_translate() const noexcept;
    bool is_autocommit() const noexcept { return transaction_.isolation() == Isolation::autocommit; }

    friend bool operator==(const ExecutionOptions& a, const ExecutionOptions& b) noexcept;

private:
    TransactionOptions transaction_;
    std::optional<std::chrono::milliseconds> timeout_;
    std::optional<std::size_t> yield_per_;
    std::optional<bool> unshared_;
    std::optional<bool> lists_as_arrays_;
    std::shared_ptr<const std::vector<std::pair<std::string, std::string>>> schema_translate_;  // null: not said
};

namespace detail {

/// Throws ArgumentError if they say anything of transactions.
void check_statement_options(const ExecutionOptions& options);

}  // namespace detail

/// A statement with options of its own: see execution_options().
template <Executable S>
class StatementWithOptions : public S {
public:
    StatementWithOptions(S statement, const ExecutionOptions& options) : S(std::move(statement)), options_(options) {}
    const ExecutionOptions& execution_options() const noexcept { return options_; }

private:
    ExecutionOptions options_;
};

/// The statement, to be executed with these options wherever it is: `execution_options(select(report), timeout(5min))`.
/// Throws ArgumentError for options of transactions, which a statement can't have.
template <Executable S, std::convertible_to<ExecutionOptions> Options>
StatementWithOptions<S> execution_options(S statement, const Options& options) {
    const ExecutionOptions checked(options);
    detail::check_statement_options(checked);
    return StatementWithOptions<S>(std::move(statement), checked);
}

}  // namespace azoth
