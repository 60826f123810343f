#include <azoth/engine/engine_options.hpp>

#include <ostream>

namespace azoth {

EngineOptions::EngineOptions() = default;

std::string PoolStatus::to_string() const {
    return "Pool size: " + std::to_string(size) + "  Connections in pool: " + std::to_string(checked_in) +
           " Current Overflow: " + std::to_string(overflow) +
           " Current Checked out connections: " + std::to_string(checked_out) + " Waiting: " + std::to_string(waiting);
}

std::ostream& operator<<(std::ostream& out, const PoolStatus& status) { return out << status.to_string(); }

}  // namespace azoth
