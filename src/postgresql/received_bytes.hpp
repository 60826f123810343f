#pragma once

#include <cstdint>

namespace azoth::postgresql {

/// Bytes that the peer of a TCP socket has sent so far; 0 where the system does not say, and for other sockets.
std::uint64_t received_bytes(int socket) noexcept;

}  // namespace azoth::postgresql
