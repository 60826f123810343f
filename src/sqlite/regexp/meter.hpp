#pragma once

#include "sqlite/interruption.hpp"

#include <cstdint>

namespace azoth::sqlite::regexp {

/// Thrown if a match exceeds its limit of steps or memory.
enum class Exceeded : std::uint8_t { steps, memory };
/// Thrown if the statement was cancelled or has timed out, or its session is closed.
struct Interrupted {};

/// Counts the steps of one match and checks for interruptions.
class Meter {
public:
    /// Zero steps: no limit.
    Meter(std::uint64_t steps, const Interruption& interruption) noexcept
        : limit_(steps), interruption_(interruption) {}

    /// Throws Exceeded and Interrupted.
    void spend(std::uint64_t steps) {
        used_ += steps;
        if (used_ >= next_look_) look();
    }

private:
    // About ten microseconds.
    static constexpr std::uint64_t interval = 4096;

    void look() {
        if (limit_ != 0 && used_ > limit_) throw Exceeded::steps;
        if (interruption_.is_raised()) throw Interrupted();
        next_look_ = used_ + interval;
        if (limit_ != 0 && next_look_ > limit_) next_look_ = limit_ + 1;
    }

    std::uint64_t limit_;
    std::uint64_t used_ = 0;
    std::uint64_t next_look_ = 1;
    const Interruption& interruption_;
};

}  // namespace azoth::sqlite::regexp
