#include "local_host.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace azoth::postgresql {
namespace {

bool is_localhost_name(std::string_view host) noexcept {
    constexpr std::string_view name = "localhost";
    return std::ranges::equal(host, name, [](char c, char expected) {
        return (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == expected;
    });
}

// Removes and returns the first item of a comma-separated list.
std::string_view next_of(std::string_view& list) noexcept {
    const std::size_t comma = list.find(',');
    const std::string_view first = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    return first;
}

}  // namespace

bool is_local_host(std::string_view host) noexcept {
    if (host.empty() || host.front() == '/' || host.front() == '@' || is_localhost_name(host)) return true;
    std::array<char, INET6_ADDRSTRLEN + 1> text{};
    if (host.size() >= text.size()) return false;
    std::ranges::copy(host, text.begin());
    in_addr four{};
    if (::inet_pton(AF_INET, text.data(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    in6_addr six{};
    return ::inet_pton(AF_INET6, text.data(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool are_local_hosts(std::string_view hosts, std::string_view addresses) noexcept {
    do {
        const std::string_view host = next_of(hosts);
        const std::string_view address = next_of(addresses);
        if (!is_local_host(address.empty() ? host : address)) return false;
    } while (!hosts.empty() || !addresses.empty());
    return true;
}

}  // namespace azoth::postgresql
