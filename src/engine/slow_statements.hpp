#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>

namespace azoth::detail {

/// The statements, by the hash of their text, that take too long to be executed where others wait behind them. Only so
/// many are remembered; one may take the place of another. Thread-safe, waits for nothing.
class SlowStatements {
public:
    /// Zero: none is slow.
    explicit SlowStatements(std::chrono::nanoseconds limit) noexcept : limit_(limit) {}

    bool contains(std::size_t hash) const noexcept {
        return slots_[hash % slots_.size()].hash.load(std::memory_order_relaxed) == hash;
    }
    /// What an execution took. After so many fast ones the statement is slow no more.
    void report(std::size_t hash, std::chrono::nanoseconds took) noexcept;

private:
    struct Slot {
        std::atomic<std::size_t> hash{0};
        std::atomic<int> fast{0};  // how many more it takes
    };

    const std::chrono::nanoseconds limit_;
    std::array<Slot, 64> slots_;
};

}  // namespace azoth::detail
