#pragma once

#include "engine/advisory_locks.hpp"
#include <azoth/driver/session.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {

/// The statements that a connection still has to send to its session: ROLLBACK of an abandoned transaction, ROLLBACK TO
/// of an abandoned savepoint, the release of advisory locks, ROLLBACK PREPARED, UNLISTEN. An entry is removed when the
/// database has confirmed it, and by nothing else: a cancelled or failed attempt leaves it, for the next operation or
/// the check-in. Decides what is sent next; does no I/O. Not thread-safe.
class PendingStatements {
public:
    enum class Kind : std::uint8_t {
        rollback,   ///< of the transaction
        savepoint,  ///< ROLLBACK TO and RELEASE of one savepoint
        unlock,     ///< of an advisory lock of the session
        prepared,   ///< ROLLBACK PREPARED, where it is not known whether PREPARE TRANSACTION was executed
        unlisten
    };
    /// What is to be executed: `first`, unless it is empty, and then `sql`, in one round trip.
    struct Step {
        Kind kind;
        std::uint64_t id;
        std::string first;
        std::string sql;
        bool certain_lock = false;  ///< the release of a lock that the session holds for certain
    };
    /// The transaction of the connection at the moment, which decides what may be executed.
    struct Situation {
        bool in_transaction = false;  ///< the connection has begun one that is not over
        TransactionStatus server = TransactionStatus::idle;
    };
    /// How the database refused a step.
    struct Refusal {
        bool gone = false;         ///< the object of the statement does not exist
        TransactionStatus server;  ///< after the refusal
    };

    /// The transaction is abandoned, and its savepoints with it.
    void add_rollback();
    /// A savepoint is abandoned, and those set after it. id: grows with each savepoint.
    void add_savepoint_rollback(std::uint64_t id, std::string_view name);
    /// The transaction is over, and with it its savepoints.
    void transaction_over();
    void add_prepared_rollback(std::string sql);
    void add_unlisten(std::string channel, std::string sql);
    /// The channel is listened to again.
    void cancel_unlisten(std::string_view channel);
    AdvisoryLocks& locks() noexcept { return locks_; }

    /// While a rollback is pending no transaction may begin, and the session may not be checked out again.
    bool has_rollback() const noexcept { return rollback_; }
    /// Whether there is something to execute now.
    bool is_due(const Situation& situation) const { return next(situation).has_value(); }
    bool is_empty() const noexcept {
        return !rollback_ && savepoints_.empty() && locks_.empty() && prepared_.empty() && unlisten_.empty();
    }
    /// What is to be executed next; nothing: the rest can only be executed later.
    std::optional<Step> next(const Situation& situation) const;
    /// The database has executed the step.
    void confirmed(const Step& step);
    /// The database has refused the step. Returns false if the session has to be closed.
    bool refused(const Step& step, const Refusal& refusal);

    /// What the pool executes at check-in, outside of a transaction; the pool rolls back an open transaction by itself.
    /// unlock_all, unlisten_all: empty if the database has no such statement.
    std::vector<std::string> at_check_in(std::string_view unlock_all, std::string_view unlisten_all) const;

private:
    struct Savepoint {
        std::uint64_t id;
        std::string name;
    };
    struct Channel {
        std::string name;
        std::string unlisten;
    };

    bool rollback_ = false;
    int rollback_refusals_ = 0;
    std::vector<Savepoint> savepoints_;
    AdvisoryLocks locks_;
    std::vector<std::string> prepared_;
    std::vector<Channel> unlisten_;
};

}  // namespace azoth::detail
