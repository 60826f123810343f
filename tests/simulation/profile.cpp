#include "profile.hpp"

#include <array>
#include <chrono>

namespace azoth_tests::simulation {

using std::chrono::milliseconds;

Profile draw_profile(Random& random) {
    Profile profile;
    const std::size_t sharing = random.below(10);
    profile.sharing = sharing < 6   ? pl::Sharing::exclusive
                      : sharing < 7 ? pl::Sharing::shared
                                    : pl::Sharing::reads_together;
    profile.steps = random.chance(30) ? random.between(150, 500) : random.between(20, 150);
    profile.most_outstanding = random.chance(30) ? 1 : random.between(2, profile.is_shared() ? 12 : 5);
    static constexpr std::array<std::size_t, 6> chunks{1, 16, 200, 200, 100'000, 100'000};
    profile.chunk = chunks[random.below(chunks.size())];
    // A third of the schedules has one kind of interference only, or none.
    const std::size_t kinds = random.below(3) == 0 ? std::size_t{1} << random.below(7) : random.below(64);
    if ((kinds & 1U) != 0) profile.cancels = random.between(1, 12);
    if ((kinds & 2U) != 0) profile.timeouts = random.between(5, 40);
    if ((kinds & 4U) != 0) profile.errors = random.between(1, 5);
    if ((kinds & 8U) != 0) profile.pooler = random.between(1, 5);
    if ((kinds & 16U) != 0) profile.messages = random.between(1, 5);
    if ((kinds & 32U) != 0) profile.loss = random.between(2, 20);
    profile.large = random.chance(8) ? 25 : 0;
    profile.listens = random.chance(5);
    profile.options.server_version = 150000;
    profile.options.statement_cache_size = random.chance(25) ? random.below(4) : 256;
    if (random.chance(10)) profile.options.max_result_bytes = random.between(100, 3000);
    profile.options.keeps_notices = random.chance(50);
    profile.options.cancel_timeout = milliseconds(random.between(100, 5000));
    profile.options.sends_cancel_requests = !random.chance(3);
    return profile;
}

}  // namespace azoth_tests::simulation
