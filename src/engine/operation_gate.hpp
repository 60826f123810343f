#pragma once

#include "async/wait.hpp"
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace azoth::detail {

/// Keeps the operations of a connection waiting while the end of its transaction is in flight, and while pending
/// statements are being flushed. Not thread-safe.
class OperationGate {
public:
    bool is_closed() const noexcept { return flushing_ || ending_; }

    /// Pending statements are being flushed, from here to end_flush().
    void begin_flush() noexcept { flushing_ = true; }
    void end_flush() noexcept;
    bool is_flushing() const noexcept { return flushing_; }

    /// COMMIT or ROLLBACK is in flight, from here to end_transaction_end(): the next statement belongs to another
    /// transaction.
    void begin_transaction_end() noexcept { ending_ = true; }
    void end_transaction_end() noexcept;

    /// Waits until the gate may have been opened, or until the deadline; returns at once if it is open and there is no
    /// start. start is called
    /// once the coroutine is suspended: on an executor of several threads what it spawns may run, and end, beside the
    /// coroutine.
    task<void> wait(boost::asio::any_io_executor executor, async::Deadline deadline,
                    std::function<void()> start = nullptr);

private:
    void resume_all() noexcept;

    bool flushing_ = false;
    bool ending_ = false;
    std::vector<std::shared_ptr<boost::asio::steady_timer>> waiting_;  // cancelled when the gate may have been opened
};

}  // namespace azoth::detail
