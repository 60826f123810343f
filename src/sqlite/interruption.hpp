#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

struct sqlite3;

namespace azoth::sqlite {

enum class StopReason : std::uint8_t { none, cancelled, timed_out, closed };

/// Stops what a connection is doing, from other threads. Thread-safe.
class Interruption {
public:
    /// Sets the connection to interrupt; null before it is closed.
    void attach(sqlite3* db);

    /// Prepares for the next operation.
    void clear() noexcept { reason_.store(StopReason::none, std::memory_order_relaxed); }
    /// Stops the running statement; the first reason is kept. sqlite3_interrupt() would also end all other statements
    /// that are being stepped: if there are any, it is not called, and the statement ends at its next check.
    void raise(StopReason reason, bool only_statement);

    StopReason reason() const noexcept { return reason_.load(std::memory_order_acquire); }
    bool is_raised() const noexcept { return reason() != StopReason::none; }
    /// Sleeps for the given time or until raise(). Returns whether it was raised.
    bool wait_for(std::chrono::microseconds time);

private:
    std::mutex mutex_;
    std::condition_variable raised_;
    std::atomic<StopReason> reason_{StopReason::none};
    sqlite3* db_ = nullptr;
};

}  // namespace azoth::sqlite
