#pragma once

#include "postgresql/pipeline/pipeline.hpp"
#include "random.hpp"

#include <cstddef>

namespace azoth_tests::simulation {

namespace pl = azoth::postgresql::pipeline;

/// What may happen in a schedule, in percent of its steps, and how its connection is used. Drawn from its seed.
struct Profile {
    pl::Sharing sharing = pl::Sharing::exclusive;
    std::size_t steps = 0;
    std::size_t most_outstanding = 0;  ///< requests at once
    std::size_t chunk = 0;             ///< bytes that are moved at once, at most
    std::size_t cancels = 0;
    std::size_t timeouts = 0;  ///< of the requests
    std::size_t errors = 0;    ///< that the server makes up
    std::size_t pooler = 0;    ///< prepared statements vanish or go out of date
    std::size_t messages = 0;  ///< notices, parameters, notifications
    std::size_t loss = 0;      ///< of a thousand steps
    std::size_t large = 0;     ///< of the requests: many rows, many sets
    bool listens = false;
    pl::PipelineOptions options;

    bool is_shared() const noexcept { return sharing != pl::Sharing::exclusive; }
};

Profile draw_profile(Random& random);

}  // namespace azoth_tests::simulation
