#include "catch.hpp"
#include "schedule.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace azoth_tests::simulation {
namespace {

std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

// Failures that say the same of other requests: the shortest schedule of them is shown.
struct FailureKind {
    std::size_t count = 0;
    std::size_t steps = 0;
    std::uint64_t seed = 0;
    std::string failure;
};

std::string without_numbers(std::string text) {
    std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
    return text;
}

#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr std::uint64_t schedules = 200'000;
#else
constexpr std::uint64_t schedules = 5'000;
#endif

}  // namespace

// AZOTH_SIMULATION_SEED=n replays one schedule and prints its steps; AZOTH_SIMULATION_FIRST=n begins with another seed;
// AZOTH_SIMULATION_SCHEDULES=n sets their number.
TEST_CASE("a pipeline keeps its promises in random schedules", "[simulation]") {
    Scheduler scheduler;
    if (const std::uint64_t seed = number_of("AZOTH_SIMULATION_SEED", 0); seed != 0) {
        std::string trace;
        const Verdict verdict = scheduler.run(seed, &trace);
        std::printf("schedule %llu:\n%s%s\n", static_cast<unsigned long long>(seed), trace.c_str(),
                    verdict.failure.c_str());
        CHECK(verdict.failure.empty());
        return;
    }
    const std::uint64_t first = number_of("AZOTH_SIMULATION_FIRST", 1);
    const std::uint64_t count = number_of("AZOTH_SIMULATION_SCHEDULES", schedules);
    std::size_t steps = 0;
    std::size_t failures = 0;
    std::map<std::string, FailureKind> kinds;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const Verdict verdict = scheduler.run(seed);
        steps += verdict.steps;
        if (verdict.failure.empty()) continue;
        ++failures;
        FailureKind& kind = kinds[without_numbers(verdict.failure)];
        if (kind.count++ == 0 || verdict.steps < kind.steps) kind = {kind.count, verdict.steps, seed, verdict.failure};
    }
    for (const auto& [name, kind] : kinds) {
        std::string trace;
        scheduler.run(kind.seed, &trace);
        std::printf("schedule %llu:\n%s  failed: %s (%zu schedules fail like that)\n",
                    static_cast<unsigned long long>(kind.seed), trace.c_str(), kind.failure.c_str(), kind.count);
    }
    std::printf("simulation: %llu schedules, %zu steps, %zu failures\n", static_cast<unsigned long long>(count), steps,
                failures);
    CHECK(failures == 0);
}

}  // namespace azoth_tests::simulation
