#pragma once

#include <random>

namespace azoth::detail {

/// A random number of [0, 1), for spreading delays. Each thread has a generator of its own.
inline double random_fraction() {
    thread_local std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace azoth::detail
