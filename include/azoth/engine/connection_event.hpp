#pragma once

#include <azoth/export.hpp>

#include <chrono>
#include <cstdint>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Something that happened to a connection which the hook gets no hold of.
struct ConnectionEvent {
    std::uint64_t connection = 0;      ///< its number: the first that the engine opened is 1
    std::string label;                 ///< as given to connect()
    std::chrono::nanoseconds used{0};  ///< for how long it has been lent
};

}  // namespace azoth

AZOTH_EXPORT_END
