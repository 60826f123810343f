#pragma once

#include <azoth/task.hpp>

#include <cstdint>
#include <memory>

namespace azoth {

class AsyncConnection;

namespace detail {
class ConnectionState;
}

/// A transaction, or a savepoint inside one, as an object: from AsyncConnection::begin() and begin_nested(). If it dies
/// without commit() it is rolled back in front of whatever the connection does next.
class AsyncTransaction {
public:
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
    AsyncTransaction(std::shared_ptr<detail::ConnectionState> connection, std::uint64_t id, bool nested) noexcept;

    std::shared_ptr<detail::ConnectionState> connection_;
    std::uint64_t id_;
    bool nested_;
};

}  // namespace azoth
