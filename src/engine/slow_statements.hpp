#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>

namespace azoth::detail {

/// The statements that take too long for a shared connection, where other requests wait for them; by the hash of their
/// text. A fixed number is remembered: one may replace another. Thread-safe, without locks.
class SlowStatements {
public:
    /// limit: the time from which a statement is slow; zero: none is slow.
    explicit SlowStatements(std::chrono::nanoseconds limit) noexcept : limit_(limit) {}

    bool contains(std::size_t hash) const noexcept {
        return slots_[hash % slots_.size()].hash.load(std::memory_order_relaxed) == hash;
    }
    /// Reports the time of an execution. After 100 fast ones the statement is not slow any more.
    void report(std::size_t hash, std::chrono::nanoseconds took) noexcept;

private:
    struct Slot {
        std::atomic<std::size_t> hash{0};
        std::atomic<int> fast{0};  // executions left until it is not slow any more
    };

    const std::chrono::nanoseconds limit_;
    std::array<Slot, 64> slots_;
};

}  // namespace azoth::detail
