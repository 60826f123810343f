#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

struct sqlite3;

namespace azoth::sqlite {

enum class StopReason : std::uint8_t { none, cancelled, timed_out, closed };

/// How other threads stop what a connection is doing. Thread-safe.
class Interruption {
public:
    /// The connection that SQLite is told to interrupt from now on; null before it is closed.
    void attach(sqlite3* db);

    /// Ready for the next operation.
    void clear() noexcept { reason_.store(StopReason::none, std::memory_order_relaxed); }
    /// Stops the running statement; the first reason counts. SQLite's own interruption also ends every other statement
    /// that is being stepped: it is left out where there are such, and the statement then ends when it next asks.
    void raise(StopReason reason, bool only_statement);

    StopReason reason() const noexcept { return reason_.load(std::memory_order_acquire); }
    bool is_raised() const noexcept { return reason() != StopReason::none; }
    /// Sleeps; true: it was raised.
    bool wait_for(std::chrono::microseconds time);

private:
    std::mutex mutex_;
    std::condition_variable raised_;
    std::atomic<StopReason> reason_{StopReason::none};
    sqlite3* db_ = nullptr;
};

}  // namespace azoth::sqlite
