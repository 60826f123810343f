#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What a transaction sees of others that run beside it.
enum class Isolation : std::uint8_t {
    read_uncommitted,
    read_committed,
    repeatable_read,
    serializable,
    /// No transaction is begun but by begin(): every statement is one of its own. For an engine or a connection, not
    /// for a transaction.
    autocommit
};

/// As SQL spells it: "READ COMMITTED".
std::string_view to_string(Isolation level) noexcept;

/// When SQLite locks the database for a transaction.
enum class Locking : std::uint8_t {
    deferred,   ///< what a statement needs when it needs it: may then fail, because another has it
    immediate,  ///< for writing, at the start
    exclusive   ///< for writing, at the start, and nobody reads; with a write-ahead log like immediate
};

/// How a transaction is begun. What is not said is as the database has it by default. Every method returns new options:
/// `conn.begin(az::TransactionOptions(az::Isolation::serializable).read_only().deferrable())`.
class [[nodiscard]] TransactionOptions {
public:
    constexpr TransactionOptions() noexcept = default;
    constexpr TransactionOptions(Isolation level) noexcept : isolation_(level) {}
    constexpr TransactionOptions(Locking locking) noexcept : locking_(locking) {}

    /// PostgreSQL: all levels, read_uncommitted is there as read_committed. SQLite: serializable alone.
    constexpr TransactionOptions isolation(Isolation level) const noexcept {
        TransactionOptions copy(*this);
        copy.isolation_ = level;
        return copy;
    }
    /// PostgreSQL only: whatever writes fails.
    constexpr TransactionOptions read_only(bool on = true) const noexcept {
        TransactionOptions copy(*this);
        copy.read_only_ = on;
        return copy;
    }
    /// PostgreSQL only: a serializable, read-only transaction waits at its first statement until it can't fail.
    constexpr TransactionOptions deferrable(bool on = true) const noexcept {
        TransactionOptions copy(*this);
        copy.deferrable_ = on;
        return copy;
    }
    /// SQLite only.
    constexpr TransactionOptions locking(Locking locking) const noexcept {
        TransactionOptions copy(*this);
        copy.locking_ = locking;
        return copy;
    }
    /// Whether commit() finds out what became of the transaction when the connection is lost during COMMIT: over
    /// another connection it asks the server, with pg_xact_status, and returns if it was committed; else the error's
    /// outcome is rolled_back, and transaction() tries again. Only where the server can't be asked within half a
    /// minute, or has another one taken its place, does it stay unknown. Costs a round trip before each COMMIT, which
    /// then travels with no statement. Off by default; on SQLite there is nothing to find out, ever.
    constexpr TransactionOptions resolve_commit(bool on = true) const noexcept {
        TransactionOptions copy(*this);
        copy.resolve_commit_ = on;
        return copy;
    }
    /// These, with the database's own level.
    constexpr TransactionOptions default_isolation() const noexcept {
        TransactionOptions copy(*this);
        copy.isolation_.reset();
        return copy;
    }
    /// These, but what `over` says as it says.
    TransactionOptions merged(const TransactionOptions& over) const noexcept;

    constexpr std::optional<Isolation> isolation() const noexcept { return isolation_; }
    constexpr std::optional<bool> read_only_mode() const noexcept { return read_only_; }
    constexpr std::optional<bool> deferrable_mode() const noexcept { return deferrable_; }
    constexpr std::optional<Locking> locking() const noexcept { return locking_; }
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

AZOTH_EXPORT_END
