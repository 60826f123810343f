#pragma once

#include <azoth/driver/advisory_key.hpp>
#include <azoth/driver/transaction_options.hpp>
#include <azoth/sql/statement_text.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace azoth {

class StatementError;

/// Parameters of an advisory lock.
struct AdvisoryRequest {
    /// The key of the lock.
    AdvisoryKey key;
    bool shared = false;       ///< others may have the lock in shared mode
    bool wait = true;          ///< false: the answer, one column of bool, is whether the lock was acquired
    bool transaction = false;  ///< released with the transaction, not with the session
};

/// The SQL of a database for transactions and sessions. Functions throw NotSupportedError for what the database does
/// not have. Threads: stateless, called on any thread.
class SessionCommands {
public:
    virtual ~SessionCommands() = default;

    /// Returns the statement that begins a transaction.
    virtual std::string begin(const TransactionOptions& options) const;
    /// Returns the options of a transaction that excludes concurrent writers: it locks the database, or, where there
    /// are advisory locks, sees what others committed before it acquired one.
    virtual TransactionOptions lone_transaction() const noexcept { return {}; }
    /// Returns the statement that limits the duration of statements, of the current transaction if `local`, else of the
    /// session; zero: no limit. Empty: the database has no such limit.
    virtual std::string statement_timeout(std::chrono::milliseconds limit, bool local) const;
    /// Returns the statement that restores the limit that the session had when it was opened.
    virtual std::string reset_statement_timeout() const { return {}; }
    /// Returns the statement that resets a session outside of a transaction to its initial state. Empty: there is none.
    virtual std::string_view discard_session() const noexcept { return {}; }

    /// Returns the statement that prepares the transaction for commit_prepared() or rollback_prepared() in any session.
    virtual std::string prepare_transaction(std::string_view xid) const;
    /// Returns the statement that commits a prepared transaction.
    virtual std::string commit_prepared(std::string_view xid) const;
    /// Returns the statement that rolls back a prepared transaction.
    virtual std::string rollback_prepared(std::string_view xid) const;
    /// Returns a query for the names of this database's prepared transactions: one column of text.
    virtual StatementText prepared_transactions() const;

    /// Returns a query for the isolation level of the transaction, or outside of one for the default: one text, as
    /// to_string(Isolation) returns it, in any case.
    virtual StatementText isolation_level() const;
    /// Returns a query, to be executed inside a transaction, for its identifier in transaction_status(): one text; no
    /// row or NULL if it has changed nothing. Without SQL: the outcome of a COMMIT is always known.
    virtual StatementText transaction_id() const { return {}; }
    /// Returns a query for the state of a transaction of another session: "committed", "aborted", "in progress", or
    /// NULL if it is not known any more.
    virtual StatementText transaction_status(std::string_view id) const;

    /// Returns the statement that acquires an advisory lock.
    virtual std::string advisory_lock(const AdvisoryRequest& request) const;
    /// Returns the statement that releases an advisory lock.
    virtual std::string advisory_unlock(const AdvisoryRequest& request) const;
    /// Returns the statement that releases all advisory locks of the session. Empty: there are no advisory locks.
    virtual std::string_view advisory_unlock_all() const noexcept { return {}; }

    /// Returns the statement that makes the session listen to a channel, of any name.
    virtual std::string listen(std::string_view channel) const;
    /// Returns the statement that makes the session stop listening to a channel.
    virtual std::string unlisten(std::string_view channel) const;
    /// Returns the statement that makes the session stop listening to all channels. Empty: there are no notifications.
    virtual std::string_view unlisten_all() const noexcept { return {}; }

    /// Whether the transaction failed only because of concurrent ones, so that it may succeed if it is repeated.
    virtual bool is_transient(const StatementError& error) const noexcept;

protected:
    /// Throws NotSupportedError.
    [[noreturn]] static void not_supported(std::string message);
    /// Makes a query for one column of text, which is executed rarely.
    static StatementText one_text(std::string sql, std::string_view column);
};

}  // namespace azoth
