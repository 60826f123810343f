#pragma once

#include "engine/connection_state.hpp"
#include <azoth/engine/async_connection.hpp>

#include <utility>

namespace azoth::detail {

/// For the parts of azoth that work on a connection without being members of it.
class ConnectionAccess {
public:
    static const ConnectionPtr& state(const AsyncConnection& connection) noexcept { return connection.state_; }
    static const ConnectionPtr& state(const Connection& connection) noexcept { return connection.connection(); }
    static AsyncConnection make(ConnectionPtr state) noexcept { return AsyncConnection(std::move(state)); }
    /// Leaves the object without its connection, which is not closed.
    static void detach(AsyncConnection& connection) noexcept { connection.state_.reset(); }
};

/// An AsyncConnection for hooks. Destroying it does not close the connection.
class BorrowedConnection {
public:
    explicit BorrowedConnection(ConnectionPtr state) noexcept : connection_(ConnectionAccess::make(std::move(state))) {}
    BorrowedConnection(const BorrowedConnection&) = delete;
    BorrowedConnection& operator=(const BorrowedConnection&) = delete;
    ~BorrowedConnection() { ConnectionAccess::detach(connection_); }

    AsyncConnection& operator*() noexcept { return connection_; }

private:
    AsyncConnection connection_;
};

}  // namespace azoth::detail
