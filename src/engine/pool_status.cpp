#include <azoth/engine/pool_status.hpp>

#include <algorithm>
#include <ostream>

namespace azoth {

void WaitHistogram::add(std::chrono::nanoseconds wait) noexcept {
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), wait) - bounds.begin();
    ++counts_[static_cast<std::size_t>(bucket)];
    ++count_;
    sum_ += wait;
}

std::string PoolStatus::to_string() const {
    return "Pool size: " + std::to_string(size) + "  Connections in pool: " + std::to_string(checked_in) +
           " Current Overflow: " + std::to_string(overflow) +
           " Current Checked out connections: " + std::to_string(checked_out) + " Waiting: " + std::to_string(waiting);
}

std::ostream& operator<<(std::ostream& out, const PoolStatus& status) { return out << status.to_string(); }

}  // namespace azoth
