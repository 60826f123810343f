#pragma once

#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <cstdint>
#include <memory>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

class AsyncConnection;
class AsyncTwoPhaseTransaction;

namespace detail {
class ConnectionState;
}

/// A transaction, or a savepoint inside one, as an object: from AsyncConnection::begin() and begin_nested(). If it dies
/// without commit() it is rolled back in front of whatever the connection does next: its destructor waits for nothing.
///
/// Its scope is what belongs to it: once it was committed or rolled back the connection executes no statement until the
/// object dies (InvalidRequestError), so that none is thought to be in a transaction that it isn't in. After a
/// savepoint's object that is the transaction around it again.
class [[nodiscard]] AsyncTransaction {
public:
    /// No transaction, to be assigned to: it is not active.
    AsyncTransaction() noexcept;
    AsyncTransaction(AsyncTransaction&& other) noexcept;
    AsyncTransaction& operator=(AsyncTransaction&& other) noexcept;
    ~AsyncTransaction();

    /// Makes what was done in it durable; of a savepoint: part of the transaction around it. Throws InvalidRequestError
    /// if the transaction is over, InternalError if the database rolled it back instead, for a statement had failed.
    task<void> commit();
    /// Undoes what was done in it. Does nothing if it is over.
    task<void> rollback();
    /// Neither committed nor rolled back, nor is the transaction around it.
    bool is_active() const noexcept;
    bool is_nested() const noexcept { return nested_; }

private:
    friend class AsyncConnection;
    friend class AsyncTwoPhaseTransaction;
    AsyncTransaction(std::shared_ptr<detail::ConnectionState> connection, std::uint64_t id, bool nested);

    std::shared_ptr<detail::ConnectionState> connection_;
    std::uint64_t id_ = 0;
    bool nested_ = false;
};

/// A transaction that is committed in two phases, so that those of several databases end alike:
/// AsyncConnection::begin_twophase(). After prepare() it is no longer the connection's but the database's, and survives
/// both: an object that dies then leaves it there, to be found with recover_twophase(). Before, it is like an
/// AsyncTransaction.
class [[nodiscard]] AsyncTwoPhaseTransaction {
public:
    /// No transaction, to be assigned to: it is not active.
    AsyncTwoPhaseTransaction() noexcept = default;
    const std::string& xid() const noexcept { return xid_; }

    /// The first phase: the database promises that it can be committed. Throws as commit() does; then it is rolled
    /// back.
    task<void> prepare();
    /// Commits it, prepared or not.
    task<void> commit();
    /// Undoes it, prepared or not. Does nothing if it is over.
    task<void> rollback();
    /// Neither prepared nor over.
    bool is_active() const noexcept { return transaction_.is_active(); }
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

AZOTH_EXPORT_END
