#pragma once

#include <cstddef>
#include <cstdint>

namespace azoth_tests::simulation {

/// Random numbers that are the same on every machine: splitmix64.
class Random {
public:
    explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t next() noexcept {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    /// A number from 0 up to, without it, `limit`.
    std::size_t below(std::size_t limit) noexcept { return limit == 0 ? 0 : next() % limit; }
    std::size_t between(std::size_t least, std::size_t most) noexcept { return least + below(most - least + 1); }
    /// True in `percent` of a hundred cases.
    bool chance(std::size_t percent) noexcept { return below(100) < percent; }

private:
    std::uint64_t state_;
};

}  // namespace azoth_tests::simulation
