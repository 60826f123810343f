#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace azoth_tests::simulation {

/// What came of one schedule.
struct Verdict {
    std::size_t steps = 0;
    std::size_t requests = 0;
    std::string failure;  ///< empty: none
};

/// Runs schedules: a pipeline and a model of a server, between which bytes, time, cancellations and faults are moved in
/// an order that a seed decides. Keeps memory from one schedule to the next.
class Scheduler {
public:
    Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;
    ~Scheduler();

    /// The same seed gives the same schedule. Its steps are appended to `trace` unless that is null.
    Verdict run(std::uint64_t seed, std::string* trace = nullptr);

private:
    struct Kept;
    const std::unique_ptr<Kept> kept_;
};

}  // namespace azoth_tests::simulation
