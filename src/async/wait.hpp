#pragma once

#include "async/context_service.hpp"
#include "async/suspend.hpp"
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>

AZOTH_EXPORT_BEGIN

namespace azoth::async {

using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline no_deadline = Deadline::max();

/// The deadline of an operation that begins now and may take `time`.
Deadline deadline_after(std::chrono::steady_clock::duration time) noexcept;

/// Why a wait ends before it is completed.
enum class Interrupt : std::uint8_t { cancelled, timed_out };

/// One wait of a coroutine for another thread or another coroutine; async::wait() executes it. The derived class
/// contains what is waited for. The rules are in async/suspend.hpp. Thread-safe.
///
/// complete() may be called with locks held; it takes a mutex under which nothing but a post is done.
class Wait : public ContextMember {
public:
    /// Ends the wait: its coroutine is posted to its executor, and throws `error` unless that is null. Only the first
    /// call has an effect. It may come before the coroutine is suspended. If it throws std::bad_alloc it had no effect.
    void complete(std::exception_ptr error = nullptr);

    void context_destroyed() noexcept override;

protected:
    Wait() = default;

    /// Called when the coroutine is suspended, unless the wait has been completed. What it throws ends the wait.
    virtual void begin() {}
    /// Called on the coroutine's executor, with no lock held, when the coroutine is cancelled or the deadline has
    /// passed: perhaps before begin(), perhaps after complete(). Calls complete() with the error, at once or later,
    /// unless the wait has been completed.
    virtual void interrupt(Interrupt why) noexcept = 0;

private:
    friend task<void> wait(std::shared_ptr<Wait> wait, Deadline deadline);
    using Coroutine = std::optional<Continuation<>>;

    static void start(Continuation<> continuation, std::shared_ptr<Wait> self,
                      std::shared_ptr<Coroutine> memory) noexcept;
    void resume();  // with the mutex held

    std::mutex mutex_;
    bool completed_ = false;
    std::exception_ptr error_;
    // In memory of its own: a post that throws std::bad_alloc leaves the coroutine suspended. Null: it is not
    // suspended.
    std::shared_ptr<Coroutine> coroutine_;
    boost::asio::any_io_executor busy_;  // the coroutine's, while it is suspended
};

/// Suspends the coroutine until complete() is called. At the deadline the wait is interrupted. A Wait is used once.
task<void> wait(std::shared_ptr<Wait> wait, Deadline deadline = no_deadline);

}  // namespace azoth::async

AZOTH_EXPORT_END
