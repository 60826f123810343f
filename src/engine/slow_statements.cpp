#include "engine/slow_statements.hpp"

namespace azoth::detail {
namespace {

constexpr int fast_enough = 100;

}  // namespace

void SlowStatements::report(std::size_t hash, std::chrono::nanoseconds took) noexcept {
    if (limit_.count() == 0) return;
    Slot& slot = slots_[hash % slots_.size()];
    if (took > limit_) {
        slot.fast.store(fast_enough, std::memory_order_relaxed);
        slot.hash.store(hash, std::memory_order_relaxed);
    } else if (slot.hash.load(std::memory_order_relaxed) == hash &&
               slot.fast.fetch_sub(1, std::memory_order_relaxed) <= 1) {
        slot.hash.compare_exchange_strong(hash, 0, std::memory_order_relaxed);
    }
}

}  // namespace azoth::detail
