#pragma once

#include <cstdint>

namespace azoth::postgresql {

/// The number of bytes that the peer of a TCP socket has sent; 0 if the system does not report it, and for other
/// sockets.
std::uint64_t received_bytes(int socket) noexcept;

}  // namespace azoth::postgresql
