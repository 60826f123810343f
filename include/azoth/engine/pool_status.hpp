#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace azoth {

/// Counts calls of connect() by how long they took, from the call to the connection.
class WaitHistogram {
public:
    /// Upper bounds of the buckets, inclusive. One more bucket, the last, has no upper bound.
    static constexpr std::array<std::chrono::microseconds, 15> bounds{
        std::chrono::microseconds(100),       std::chrono::microseconds(500),
        std::chrono::microseconds(1'000),     std::chrono::microseconds(2'000),
        std::chrono::microseconds(5'000),     std::chrono::microseconds(10'000),
        std::chrono::microseconds(20'000),    std::chrono::microseconds(50'000),
        std::chrono::microseconds(100'000),   std::chrono::microseconds(200'000),
        std::chrono::microseconds(500'000),   std::chrono::microseconds(1'000'000),
        std::chrono::microseconds(2'000'000), std::chrono::microseconds(5'000'000),
        std::chrono::microseconds(10'000'000)};

    /// Adds one call that took `wait`.
    void add(std::chrono::nanoseconds wait) noexcept;
    /// Number of calls for each bucket: counts()[i] took at most bounds[i] and more than bounds[i - 1].
    const std::array<std::uint64_t, bounds.size() + 1>& counts() const noexcept { return counts_; }
    /// Number of all calls.
    std::uint64_t count() const noexcept { return count_; }
    /// Sum of the durations of all calls.
    std::chrono::nanoseconds sum() const noexcept { return sum_; }

private:
    std::array<std::uint64_t, bounds.size() + 1> counts_{};
    std::uint64_t count_ = 0;
    std::chrono::nanoseconds sum_{0};
};

/// The state of a pool at the time of AsyncEngine::pool(), and its counters since the engine was made.
struct PoolStatus {
    std::size_t size = 0;         ///< EngineOptions::pool_size
    std::size_t checked_in = 0;   ///< idle connections
    std::size_t checked_out = 0;  ///< connections in use, being opened or being reset
    std::size_t overflow = 0;     ///< open connections beyond `size`
    std::size_t waiting = 0;      ///< calls of connect() that wait for a connection

    std::size_t shared = 0;           ///< shared connections of AsyncEngine::execute(), which are not part of the pool
    std::size_t shared_requests = 0;  ///< requests in flight on shared connections
    std::size_t shared_waiting = 0;   ///< requests that wait for room on a shared connection

    std::uint64_t opened = 0;          ///< connections opened
    std::uint64_t closed = 0;          ///< connections closed
    std::uint64_t failed_to_open = 0;  ///< failed attempts to connect
    std::uint64_t timeouts = 0;        ///< calls of connect() that ended with TimeoutError
    WaitHistogram waits;               ///< durations of the calls of connect() that succeeded

    /// One line for people, with the names of the members.
    std::string to_string() const;
    /// Prints to_string().
    friend std::ostream& operator<<(std::ostream& out, const PoolStatus& status);
};

}  // namespace azoth
