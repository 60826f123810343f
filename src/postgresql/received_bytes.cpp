#include "received_bytes.hpp"

#include <array>
#include <cstddef>

#ifdef __linux__
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

namespace azoth::postgresql {

#ifdef __linux__
namespace {

// The beginning of Linux's tcp_info. The kernel's header has all of it, but cannot be included together with
// <netinet/tcp.h>, whose tcp_info ends before this counter.
struct TcpCounters {
    std::array<std::byte, 128> others{};
    std::uint64_t bytes_received = 0;
};

}  // namespace
#endif

std::uint64_t received_bytes([[maybe_unused]] int socket) noexcept {
#ifdef __linux__
    TcpCounters counters;
    socklen_t size = sizeof counters;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &counters, &size) != 0 || size < sizeof counters) return 0;
    return counters.bytes_received;
#else
    return 0;
#endif
}

}  // namespace azoth::postgresql
