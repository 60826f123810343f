#pragma once

#include <azoth/export.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How many calls of connect() took how long, from the call to the connection in hand.
class WaitHistogram {
public:
    /// Upper bounds of all buckets but the last, which has none.
    static constexpr std::array<std::chrono::microseconds, 15> bounds{
        std::chrono::microseconds(100),       std::chrono::microseconds(500),
        std::chrono::microseconds(1'000),     std::chrono::microseconds(2'000),
        std::chrono::microseconds(5'000),     std::chrono::microseconds(10'000),
        std::chrono::microseconds(20'000),    std::chrono::microseconds(50'000),
        std::chrono::microseconds(100'000),   std::chrono::microseconds(200'000),
        std::chrono::microseconds(500'000),   std::chrono::microseconds(1'000'000),
        std::chrono::microseconds(2'000'000), std::chrono::microseconds(5'000'000),
        std::chrono::microseconds(10'000'000)};

    void add(std::chrono::nanoseconds wait) noexcept;
    /// counts()[i]: waits not longer than bounds[i] that are in no bucket before.
    const std::array<std::uint64_t, bounds.size() + 1>& counts() const noexcept { return counts_; }
    std::uint64_t count() const noexcept { return count_; }
    std::chrono::nanoseconds sum() const noexcept { return sum_; }

private:
    std::array<std::uint64_t, bounds.size() + 1> counts_{};
    std::uint64_t count_ = 0;
    std::chrono::nanoseconds sum_{0};
};

/// What a pool holds at the moment, and what it has done since the engine was made.
struct PoolStatus {
    std::size_t size = 0;         ///< connections it keeps, EngineOptions::pool_size
    std::size_t checked_in = 0;   ///< idle
    std::size_t checked_out = 0;  ///< in use, being opened or being reset
    std::size_t overflow = 0;     ///< open beyond size
    std::size_t waiting = 0;      ///< calls of connect() that wait for one

    std::size_t shared = 0;           ///< connections beside them that AsyncEngine::execute() shares
    std::size_t shared_requests = 0;  ///< under way on these
    std::size_t shared_waiting = 0;   ///< requests that wait until there is room

    std::uint64_t opened = 0;          ///< connections
    std::uint64_t closed = 0;          ///< of these
    std::uint64_t failed_to_open = 0;  ///< attempts to connect
    std::uint64_t timeouts = 0;        ///< calls of connect() that waited in vain
    WaitHistogram waits;               ///< of the calls that got one

    std::string to_string() const;
    friend AZOTH_EXPORT std::ostream& operator<<(std::ostream& out, const PoolStatus& status);
};

}  // namespace azoth

AZOTH_EXPORT_END
