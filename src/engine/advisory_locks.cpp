#include "engine/advisory_locks.hpp"

namespace azoth::detail {
namespace {

constexpr int most_unlock_refusals = 2;

}  // namespace

void AdvisoryLocks::requested(const std::string& unlock) { ++locks_[unlock].requested; }

void AdvisoryLocks::granted(const std::string& unlock) {
    Lock& lock = locks_[unlock];
    --lock.requested;
    ++lock.held;
}

void AdvisoryLocks::denied(const std::string& unlock) {
    --locks_[unlock].requested;
    forget_unused(unlock);
}

void AdvisoryLocks::unknown(const std::string& unlock) {
    Lock& lock = locks_[unlock];
    --lock.requested;
    ++lock.unknown;
}

void AdvisoryLocks::release(const std::string& unlock) {
    Lock& lock = locks_[unlock];
    --lock.held;
    ++lock.due;
}

std::optional<AdvisoryLocks::Release> AdvisoryLocks::next() const {
    for (const auto& [unlock, lock] : locks_) {
        if (lock.refusals >= most_unlock_refusals) continue;
        if (lock.due != 0) return Release{unlock, true};
        if (lock.unknown != 0 && lock.held == 0 && lock.requested == 0) return Release{unlock, false};
    }
    return std::nullopt;
}

void AdvisoryLocks::released(const std::string& unlock, bool certain) {
    const auto found = locks_.find(unlock);
    if (found == locks_.end()) return;
    --(certain ? found->second.due : found->second.unknown);
    found->second.refusals = 0;
    forget_unused(unlock);
}

void AdvisoryLocks::forget_unused(const std::string& unlock) {
    const Lock& lock = locks_[unlock];
    if (lock.requested == 0 && lock.held == 0 && lock.due == 0 && lock.unknown == 0) locks_.erase(unlock);
}

}  // namespace azoth::detail
