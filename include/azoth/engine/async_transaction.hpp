#pragma once

#include <azoth/task.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace azoth {

class AsyncConnection;
class AsyncTwoPhaseTransaction;

namespace detail {
class ConnectionState;
}

/// A transaction or a savepoint as an object: the result of AsyncConnection::begin() and begin_nested(). The destructor
/// does not wait: what was not committed is rolled back before the connection's next operation.
///
/// After commit() or rollback() the connection rejects statements with InvalidRequestError until this object is
/// destroyed, so that no statement runs outside the transaction by mistake. After a savepoint's object has been
/// destroyed, statements belong to the enclosing transaction.
class AsyncTransaction {
public:
    /// Makes an inactive object, to be assigned to.
    AsyncTransaction() noexcept;
    AsyncTransaction(AsyncTransaction&& other) noexcept;
    AsyncTransaction& operator=(AsyncTransaction&& other) noexcept;
    ~AsyncTransaction();

    /// Commits the transaction; a savepoint is released, and its changes become part of the enclosing transaction.
    /// Throws InvalidRequestError if the transaction is over, InternalError if the database rolled it back instead
    /// because a statement had failed.
    task<void> commit();
    /// Rolls back the transaction, or to the savepoint. Does nothing if it is over.
    task<void> rollback();
    /// Whether neither it nor the enclosing transaction was committed or rolled back.
    bool is_active() const noexcept;
    /// Whether it is a savepoint.
    bool is_nested() const noexcept { return nested_; }

private:
    friend class AsyncConnection;
    friend class AsyncTwoPhaseTransaction;
    AsyncTransaction(std::shared_ptr<detail::ConnectionState> connection, std::uint64_t id, bool nested);

    std::shared_ptr<detail::ConnectionState> connection_;
    std::uint64_t id_ = 0;
    bool nested_ = false;
};

/// A transaction with two-phase commit, for transactions that span several databases: the result of
/// AsyncConnection::begin_twophase(). After prepare() it belongs to the database and survives the connection:
/// destroying the object leaves it prepared, to be found with recover_twophase(). Before prepare() it is like an
/// AsyncTransaction.
class AsyncTwoPhaseTransaction {
public:
    /// Makes an inactive object, to be assigned to.
    AsyncTwoPhaseTransaction() noexcept = default;
    /// The name given to begin_twophase().
    const std::string& xid() const noexcept { return xid_; }

    /// Prepares the transaction: the database guarantees that it can be committed. Throws as commit() does, and then
    /// the transaction is rolled back.
    task<void> prepare();
    /// Commits the transaction, prepared or not.
    task<void> commit();
    /// Rolls back the transaction, prepared or not. Does nothing if it is over.
    task<void> rollback();
    /// Whether it is neither prepared nor over.
    bool is_active() const noexcept { return transaction_.is_active(); }
    /// Whether it is prepared and not over.
    bool is_prepared() const noexcept { return prepared_; }

private:
    friend class AsyncConnection;
    AsyncTwoPhaseTransaction(AsyncTransaction transaction, std::string xid) noexcept;

    task<void> finish_prepared(std::string sql);

    AsyncTransaction transaction_;
    std::string xid_;
    bool prepared_ = false;
};

}  // namespace azoth
