#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace azoth {

/// Identifies a connection for hooks that cannot use it.
struct ConnectionEvent {
    std::uint64_t connection = 0;      ///< its number: the first connection that the engine opened is 1
    std::string label;                 ///< the label given to connect()
    std::chrono::nanoseconds used{0};  ///< how long it has been checked out
};

}  // namespace azoth
