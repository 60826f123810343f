#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace azoth {

/// How a transaction is isolated from concurrent ones.
enum class Isolation : std::uint8_t {
    /// READ UNCOMMITTED; PostgreSQL treats it as READ COMMITTED
    read_uncommitted,
    /// READ COMMITTED
    read_committed,
    /// REPEATABLE READ
    repeatable_read,
    /// SERIALIZABLE
    serializable,
    /// Transactions begin only with begin(): every other statement is a transaction of its own. For an engine or a
    /// connection, not for a transaction.
    autocommit
};

/// Returns the level in SQL: "READ COMMITTED".
std::string_view to_string(Isolation level) noexcept;

/// When SQLite locks the database for a transaction.
enum class Locking : std::uint8_t {
    deferred,   ///< at the first statement that needs a lock, which fails if another connection has it
    immediate,  ///< for writing, at the start
    exclusive   ///< for writing, at the start, and others cannot read; with a write-ahead log like immediate
};

/// How a transaction begins. Options that are not set are the database's defaults. Setters return a changed copy:
/// `conn.begin(az::TransactionOptions(az::Isolation::serializable).read_only().deferrable())`.
class TransactionOptions {
public:
    /// Sets no option.
    constexpr TransactionOptions() noexcept = default;
    /// Sets the isolation level.
    constexpr TransactionOptions(Isolation level) noexcept : isolation_(level) {}
    /// Sets when SQLite takes its lock.
    constexpr TransactionOptions(Locking locking) noexcept : locking_(locking) {}

    /// Sets the isolation level. SQLite has serializable only.
    constexpr TransactionOptions isolation(Isolation level) const noexcept {
        TransactionOptions copy(*this);
        copy.isolation_ = level;
        return copy;
    }
    /// Sets whether statements that write fail (PostgreSQL).
    constexpr TransactionOptions read_only(bool on = true) const noexcept {
        TransactionOptions copy(*this);
        copy.read_only_ = on;
        return copy;
    }
    /// Sets whether a serializable, read-only transaction waits at its first statement until it cannot fail
    /// (PostgreSQL).
    constexpr TransactionOptions deferrable(bool on = true) const noexcept {
        TransactionOptions copy(*this);
        copy.deferrable_ = on;
        return copy;
    }
    /// Sets when the lock is taken (SQLite).
    constexpr TransactionOptions locking(Locking locking) const noexcept {
        TransactionOptions copy(*this);
        copy.locking_ = locking;
        return copy;
    }
    /// Sets whether commit() determines the outcome when the connection is lost during COMMIT: it queries
    /// pg_xact_status over another connection. If the transaction was committed it returns; else the error's outcome is
    /// rolled_back, and transaction() tries again. The outcome stays unknown if the server cannot be queried within 30
    /// seconds, or was replaced by another. Costs a round trip before each COMMIT, which is then sent alone. Default:
    /// off. On SQLite the outcome is always known.
    constexpr TransactionOptions resolve_commit(bool on = true) const noexcept {
        TransactionOptions copy(*this);
        copy.resolve_commit_ = on;
        return copy;
    }
    /// Returns these options with the database's default level.
    constexpr TransactionOptions default_isolation() const noexcept {
        TransactionOptions copy(*this);
        copy.isolation_.reset();
        return copy;
    }
    /// Returns these options, overridden by those that are set in `over`.
    TransactionOptions merged(const TransactionOptions& over) const noexcept;

    /// The isolation level, if it is set.
    constexpr std::optional<Isolation> isolation() const noexcept { return isolation_; }
    /// The value of read_only(), if it is set.
    constexpr std::optional<bool> read_only_mode() const noexcept { return read_only_; }
    /// The value of deferrable(), if it is set.
    constexpr std::optional<bool> deferrable_mode() const noexcept { return deferrable_; }
    /// The value of locking(), if it is set.
    constexpr std::optional<Locking> locking() const noexcept { return locking_; }
    /// The value of resolve_commit(), if it is set.
    constexpr std::optional<bool> resolve_commit_mode() const noexcept { return resolve_commit_; }

    friend bool operator==(const TransactionOptions&, const TransactionOptions&) = default;

private:
    std::optional<Isolation> isolation_;
    std::optional<bool> read_only_;
    std::optional<bool> deferrable_;
    std::optional<Locking> locking_;
    std::optional<bool> resolve_commit_;
};

}  // namespace azoth
