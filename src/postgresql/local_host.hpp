#pragma once

#include <string_view>

namespace azoth::postgresql {

/// Whether the connection to a host stays on this machine: a Unix socket (a path, "@name", or no name), localhost,
/// 127.0.0.0/8 and ::1. Names are not looked up.
bool is_local_host(std::string_view host) noexcept;

/// The same for all hosts of a connection, as libpq's comma-separated lists. If an address (hostaddr) is given together
/// with a name, only the address counts, since libpq connects to it.
bool are_local_hosts(std::string_view hosts, std::string_view addresses) noexcept;

}  // namespace azoth::postgresql
