#pragma once

#include "async/wait.hpp"
#include <azoth/task.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace azoth::detail {

/// Makes the operations of a connection wait while the end of its transaction is in flight and while pending statements
/// are being flushed. Not thread-safe.
class OperationGate {
public:
    bool is_closed() const noexcept { return flushing_ || ending_; }

    /// Pending statements are being flushed, from here to end_flush().
    void begin_flush() noexcept { flushing_ = true; }
    void end_flush() noexcept;
    bool is_flushing() const noexcept { return flushing_; }

    /// COMMIT or ROLLBACK is in flight until end_transaction_end(): the next statement belongs to another transaction.
    void begin_transaction_end() noexcept { ending_ = true; }
    void end_transaction_end() noexcept;

    /// Waits until the gate may have been opened, or until the deadline; returns at once if it is open and there is no
    /// start. start is called once the coroutine is suspended, if the deadline has not passed: on an executor of
    /// several threads what it spawns may run, and end, beside the coroutine. Throws CancelledError with
    /// Outcome::not_sent.
    task<void> wait(async::Deadline deadline, std::function<void()> start = nullptr);

private:
    class Waiter;

    void resume_all() noexcept;

    bool flushing_ = false;
    bool ending_ = false;
    std::vector<std::shared_ptr<async::Wait>> waiting_;  // completed when the gate may have been opened
};

}  // namespace azoth::detail
