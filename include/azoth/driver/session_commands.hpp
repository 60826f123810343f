#pragma once

#include <azoth/driver/advisory_key.hpp>
#include <azoth/driver/transaction_options.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/statement_text.hpp>

#include <chrono>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

class StatementError;

/// How an advisory lock is taken.
struct AdvisoryRequest {
    AdvisoryKey key;
    bool shared = false;       ///< others may have it too, as long as all share it
    bool wait = true;          ///< false: the answer, one column of bool, says whether it was there to take
    bool transaction = false;  ///< released with the transaction, not with the session
};

/// How a database is told what concerns transactions and sessions, beside the statements that work on data. What it
/// does not have throws NotSupportedError, which says so. Without state, used from any thread.
class SessionCommands {
public:
    virtual ~SessionCommands() = default;

    /// The statement that opens a transaction.
    virtual std::string begin(const TransactionOptions& options) const;
    /// How a transaction begins that others shall not write beside: holding the database, or, where there are advisory
    /// locks, seeing what others committed before it got one.
    virtual TransactionOptions lone_transaction() const noexcept { return {}; }
    /// Ends statements of the current transaction (or, if not `local`, of the session) on the server when they take
    /// longer; zero: no limit. Empty: the database has no such limit.
    virtual std::string statement_timeout(std::chrono::milliseconds limit, bool local) const;
    /// Gives the session back the limit that it had when it was opened.
    virtual std::string reset_statement_timeout() const { return {}; }
    /// Makes a session outside of a transaction as good as new. Empty: there is no such statement.
    virtual std::string_view discard_session() const noexcept { return {}; }

    /// Ends the transaction so that commit_prepared() or rollback_prepared() can finish it from any session.
    virtual std::string prepare_transaction(std::string_view xid) const;
    virtual std::string commit_prepared(std::string_view xid) const;
    virtual std::string rollback_prepared(std::string_view xid) const;
    /// The names of this database's prepared transactions: one column of text.
    virtual StatementText prepared_transactions() const;

    /// A query for the isolation level of the transaction, or of those that are begun without saying it: one text, as
    /// to_string(Isolation) has it but for its case.
    virtual StatementText isolation_level() const;
    /// Inside a transaction: a query for the name by which transaction_status() knows it, one text; no row or NULL: it
    /// has changed nothing. Without SQL: the outcome of a COMMIT is never unknown.
    virtual StatementText transaction_id() const { return {}; }
    /// A query for what became of a transaction, from another session: "committed", "aborted", "in progress" or NULL,
    /// where nobody knows any more.
    virtual StatementText transaction_status(std::string_view id) const;

    virtual std::string advisory_lock(const AdvisoryRequest& request) const;
    virtual std::string advisory_unlock(const AdvisoryRequest& request) const;
    /// Releases what the session holds. Empty: there are no advisory locks.
    virtual std::string_view advisory_unlock_all() const noexcept { return {}; }

    /// LISTEN: the session is told of what others say to a channel. Any name is one.
    virtual std::string listen(std::string_view channel) const;
    virtual std::string unlisten(std::string_view channel) const;
    /// Empty: there are no notifications.
    virtual std::string_view unlisten_all() const noexcept { return {}; }

    /// Whether the transaction failed only for others that ran beside it, so that it may succeed if it is done again.
    virtual bool is_transient(const StatementError& error) const noexcept;

protected:
    [[noreturn]] static void not_supported(std::string message);
    /// A query for one column of text, executed seldom.
    static StatementText one_text(std::string sql, std::string_view column);
};

}  // namespace azoth

AZOTH_EXPORT_END
