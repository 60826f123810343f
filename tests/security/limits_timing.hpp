#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <string>

/// Measures how time grows with an attacker's input. Prints each figure on a line.
namespace limits {

/// CPU time of this thread, independent of the load of the machine.
inline double thread_ms() {
    std::timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// The CPU time of the shortest of several runs.
template <class Run>
double shortest_ms(int runs, const Run& run) {
    double shortest = 0;
    for (int i = 0; i < runs; ++i) {
        const double begin = thread_ms();
        run();
        const double taken = thread_ms() - begin;
        shortest = i == 0 ? taken : std::min(shortest, taken);
    }
    return shortest;
}

/// Runs work(n) for n = 1,250 to 10,000, prints the times and the exponent of their growth, and returns how many times
/// longer 10,000 takes than 2,500: 4 where the cost is linear, 16 where it is quadratic.
template <class Work>
double growth(const std::string& name, const Work& work) {
    constexpr std::array<std::size_t, 4> sizes{1250, 2500, 5000, 10'000};
    std::array<double, 4> taken{};
    std::string line = name + ":";
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        taken[i] = shortest_ms(5, [&] { work(sizes[i]); });
        line += " " + std::to_string(sizes[i]) + " in " + std::to_string(static_cast<long>(taken[i] * 1000)) + " us,";
    }
    const double times = taken[3] / std::max(taken[1], 0.001);
    std::printf("%s exponent %.2f\n", line.c_str(), std::log2(times) / 2);
    return times;
}

/// Maximum growth: between linear and quadratic, with a margin for cache misses of the larger run.
inline constexpr double most_growth = 9;

}  // namespace limits
