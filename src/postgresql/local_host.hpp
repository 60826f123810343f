#pragma once

#include <string_view>

namespace azoth::postgresql {

/// Whether what is said to a host stays on this machine: a Unix socket (a path, "@name", or no name at all), localhost,
/// 127.0.0.0/8 and ::1. Names are not looked up.
bool is_local_host(std::string_view host) noexcept;

/// The same of all hosts of a connection, in libpq's terms: lists with commas. Of an address (hostaddr) that stands
/// beside a name only the address counts, as libpq connects to it.
bool are_local_hosts(std::string_view hosts, std::string_view addresses) noexcept;

}  // namespace azoth::postgresql
