#pragma once

#include <azoth/driver/session.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {

/// What a connection owes its session: the ROLLBACK of a transaction that was given up, of a savepoint, the release of
/// advisory locks, UNLISTEN. An entry is removed when the database has confirmed it, and by nothing else: a cancelled
/// or failed attempt leaves it where it is, for the next operation or the check-in. Decides what is to be executed
/// next; does no I/O. Not thread-safe.
class Ledger {
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
        bool confirms_lock = false;  ///< of a lock that was certainly given
    };
    /// Where the connection stands.
    struct Standing {
        bool in_transaction = false;  ///< one was begun here and is not over
        TransactionStatus server = TransactionStatus::idle;
    };
    /// How the database refused a step.
    struct Refusal {
        bool gone = false;         ///< what it is about is not there (any more)
        TransactionStatus server;  ///< afterwards
    };

    /// The transaction was given up. Savepoints go with it.
    void owe_rollback();
    /// A savepoint was given up; what was set after it goes with it. id: grows with each savepoint.
    void owe_savepoint(std::uint64_t id, std::string_view name);
    /// The transaction is over: its savepoints are, too.
    void transaction_over();
    void owe_prepared(std::string sql);
    void owe_unlisten(std::string channel, std::string sql);
    /// The channel is listened to again.
    void cancel_unlisten(std::string_view channel);

    /// An advisory lock is asked for; `unlock` releases it. Then one of the four follows.
    void lock_asked(const std::string& unlock);
    void lock_given(const std::string& unlock);
    void lock_refused(const std::string& unlock);
    /// It is not known whether it was given.
    void lock_unsure(const std::string& unlock);
    /// The holder of a lock has gone.
    void owe_unlock(const std::string& unlock);

    /// No transaction may begin, and the connection may not be checked out by another.
    bool owes_rollback() const noexcept { return rollback_; }
    /// Whether there is something to execute now.
    bool is_due(const Standing& standing) const { return next(standing).has_value(); }
    bool is_empty() const noexcept {
        return !rollback_ && savepoints_.empty() && locks_.empty() && prepared_.empty() && unlisten_.empty();
    }
    /// What is to be executed next; nothing: the rest can only be done later.
    std::optional<Step> next(const Standing& standing) const;
    /// The database has executed it.
    void confirmed(const Step& step);
    /// The database has refused it. False: it can't be done, the session must be closed.
    bool refused(const Step& step, const Refusal& refusal);

    /// What the pool executes at check-in, outside of a transaction, before anybody else gets the session; the pool
    /// rolls back what is open by itself. unlock_all, unlisten_all: empty where the database has no such statement.
    std::vector<std::string> at_check_in(std::string_view unlock_all, std::string_view unlisten_all) const;

private:
    struct Savepoint {
        std::uint64_t id;
        std::string name;
    };
    struct Lock {
        std::size_t asked = 0;
        std::size_t held = 0;
        std::size_t due = 0;
        std::size_t unsure = 0;  // released after all others, which the release would hit
        int refusals = 0;
    };
    struct Listening {
        std::string channel;
        std::string sql;
    };

    void forget_unused(const std::string& unlock);

    bool rollback_ = false;
    int rollback_refusals_ = 0;
    std::vector<Savepoint> savepoints_;
    std::map<std::string, Lock> locks_;  // by what releases it
    std::vector<std::string> prepared_;
    std::vector<Listening> unlisten_;
};

}  // namespace azoth::detail
