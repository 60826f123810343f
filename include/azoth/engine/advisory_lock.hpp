#pragma once

#include <azoth/driver/advisory_key.hpp>
#include <azoth/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace azoth {

class AsyncConnection;

namespace detail {
class ConnectionState;
}

/// How a lock excludes others.
enum class LockMode : std::uint8_t {
    exclusive,  ///< no other session has the lock
    shared      ///< other sessions may have the lock in shared mode
};

/// An advisory lock held by a connection's session across its transactions: the result of advisory_lock(). The
/// destructor does not wait: the lock is released before the connection's next operation, at the latest at check-in; in
/// a failed transaction, after its end.
class AdvisoryLock {
public:
    /// Makes an object without a lock, to be assigned to.
    AdvisoryLock() noexcept;
    AdvisoryLock(AdvisoryLock&& other) noexcept;
    AdvisoryLock& operator=(AdvisoryLock&& other) noexcept;
    ~AdvisoryLock();

    /// Releases the lock, in a failed transaction after its end. Does nothing the second time.
    task<void> unlock();
    /// Whether this object has a lock that unlock() would release.
    bool is_held() const noexcept { return connection_ != nullptr; }

private:
    friend task<std::optional<AdvisoryLock>> try_advisory_lock(AsyncConnection& connection, AdvisoryKey key,
                                                               LockMode mode);
    friend task<AdvisoryLock> advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode);
    AdvisoryLock(std::shared_ptr<detail::ConnectionState> connection, std::string unlock) noexcept;
    void drop() noexcept;

    std::shared_ptr<detail::ConnectionState> connection_;
    std::string unlock_;
};

// The database server keeps advisory locks for each database, by key; their meaning is up to the programs. PostgreSQL
// only; elsewhere NotSupportedError. All of these functions begin a transaction, as any statement does. A waiting call
// ends by cancellation or by ExecutionOptions::timeout of the connection.

/// Waits until the session has the lock. A session may acquire a lock that it has; each acquisition is released by
/// itself.
task<AdvisoryLock> advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode = LockMode::exclusive);
/// Acquires the lock for the session if no other session has it; else returns an empty optional.
task<std::optional<AdvisoryLock>> try_advisory_lock(AsyncConnection& connection, AdvisoryKey key,
                                                    LockMode mode = LockMode::exclusive);

/// Waits until the transaction has the lock, which is released at its end. Throws InvalidRequestError in autocommit.
task<void> advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode = LockMode::exclusive);
/// Acquires the lock for the transaction if no other session has it; else returns false. Throws InvalidRequestError in
/// autocommit.
task<bool> try_advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key,
                                         LockMode mode = LockMode::exclusive);

}  // namespace azoth
