#pragma once

#include <azoth/driver/advisory_key.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

class AsyncConnection;

namespace detail {
class ConnectionState;
}

enum class LockMode : std::uint8_t {
    exclusive,  ///< nobody else has it
    shared      ///< others may have it, but in this mode only
};

/// An advisory lock that a connection's session holds, whatever its transactions do: from advisory_lock(). When the
/// object dies it is released in front of whatever the connection does next, at the latest when the connection goes
/// back to the pool; in a failed transaction after that has ended.
class [[nodiscard]] AdvisoryLock {
public:
    /// No lock, to be assigned to.
    AdvisoryLock() noexcept;
    AdvisoryLock(AdvisoryLock&& other) noexcept;
    AdvisoryLock& operator=(AdvisoryLock&& other) noexcept;
    ~AdvisoryLock();

    /// Releases it now, or in a failed transaction after that has ended. Does nothing the second time.
    task<void> unlock();
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

// Locks that have a meaning only to those who ask for them, kept by the database server: of one database, by key.
// PostgreSQL only; elsewhere NotSupportedError. All begin a transaction as any statement does. While a call waits it is
// to be cancelled, or limited by ExecutionOptions::timeout of the connection.

/// Waits until the session has it. A session may take a lock it has, and has it then once more.
task<AdvisoryLock> advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode = LockMode::exclusive);
/// Nothing if another has it.
task<std::optional<AdvisoryLock>> try_advisory_lock(AsyncConnection& connection, AdvisoryKey key,
                                                    LockMode mode = LockMode::exclusive);

/// Waits until the transaction has it, which it keeps to its end. Throws InvalidRequestError in autocommit.
task<void> advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode = LockMode::exclusive);
/// False if another has it.
task<bool> try_advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key,
                                         LockMode mode = LockMode::exclusive);

}  // namespace azoth

AZOTH_EXPORT_END
