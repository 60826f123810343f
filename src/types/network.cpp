#include "types/ascii.hpp"
#include "types/text_families.hpp"
#include <azoth/types/network.hpp>
#include <azoth/types/wire_reader.hpp>

#include <algorithm>
#include <charconv>
#include <ostream>
#include <system_error>

#include <arpa/inet.h>

namespace azoth {
namespace {

// PostgreSQL's numbers for the address families.
constexpr std::uint8_t family_v4 = 2;
constexpr std::uint8_t family_v6 = 3;

std::size_t size_of(bool v4) noexcept { return v4 ? 4 : 16; }

template <class Address>
void encode_address(ByteBuffer& out, const Address& value, bool network) {
    const std::size_t size = size_of(value.is_v4());
    out.put(value.is_v4() ? family_v4 : family_v6);
    out.put(static_cast<std::uint8_t>(value.prefix_length()));
    out.put(static_cast<std::uint8_t>(network ? 1 : 0));
    out.put(static_cast<std::uint8_t>(size));
    out.append(value.bytes().data(), size);
}

template <class Address>
Address decode_address(const Cell& cell, const char* cpp_type) {
    WireReader reader(cell, cpp_type);
    const auto family = reader.get<std::uint8_t>();
    if (family != family_v4 && family != family_v6) reader.fail("unknown address family");
    const auto prefix = reader.get<std::uint8_t>();
    reader.get<std::uint8_t>();
    const std::size_t size = size_of(family == family_v4);
    if (reader.get<std::uint8_t>() != size || prefix > 8 * size) reader.fail("malformed address");
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < size; ++i) bytes[i] = reader.get<std::uint8_t>();
    reader.expect_end();
    return Address(family == family_v4, bytes, prefix);
}

template <std::size_t N>
void encode_hardware(ByteBuffer& out, const HardwareAddress<N>& value, const SqlType& as, TypeKind kind,
                     const char* cpp_type) {
    if (base_type(as).kind() != kind) throw_encode_error(cpp_type, as, {});
    out.append(value.bytes().data(), N);
}

template <std::size_t N>
HardwareAddress<N> decode_hardware(const Cell& cell, Oid expected, const char* cpp_type) {
    if (cell.type != expected) throw_decode_error(cpp_type, cell);
    WireReader reader(cell, cpp_type);
    std::array<std::uint8_t, N> bytes{};
    for (std::uint8_t& byte : bytes) byte = reader.get<std::uint8_t>();
    reader.expect_end();
    return HardwareAddress<N>(bytes);
}

}  // namespace

namespace detail {

NetworkAddress::NetworkAddress(std::string_view text, bool network) {
    std::string_view rest = text;
    int prefix = -1;
    if (const std::size_t slash = rest.find('/'); slash != rest.npos) {
        const std::string_view digits = rest.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        if (error != std::errc() || end != digits.data() + digits.size() || prefix < 0) prefix = 256;
        rest = rest.substr(0, slash);
    }
    const std::string address(rest);
    v4_ = address.find(':') == address.npos;
    const bool has_nul = address.find('\0') != address.npos;
    if (has_nul || inet_pton(v4_ ? AF_INET : AF_INET6, address.c_str(), bytes_.data()) != 1 ||
        prefix > static_cast<int>(8 * size_of(v4_))) {
        throw_text_error(text, network ? "network" : "network address");
    }
    prefix_ = static_cast<std::uint8_t>(prefix < 0 ? 8 * size_of(v4_) : static_cast<std::size_t>(prefix));
    check(network);
}

NetworkAddress::NetworkAddress(bool v4, const std::array<std::uint8_t, 16>& bytes, int prefix, bool network)
    : v4_(v4), bytes_(bytes), prefix_(static_cast<std::uint8_t>(prefix)) {
    if (prefix < 0 || prefix > static_cast<int>(8 * size_of(v4))) {
        throw_text_error('/' + std::to_string(prefix), "length of a network's prefix");
    }
    std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(size_of(v4)), bytes_.end(), std::uint8_t{0});
    check(network);
}

void NetworkAddress::check(bool network) const {
    if (!network) return;
    for (std::size_t bit = prefix_; bit < 8 * size_of(v4_); ++bit) {
        if (((bytes_[bit / 8] >> (7 - bit % 8)) & 1U) != 0) {
            throw_text_error(text(true), "network: it has bits set after its prefix");
        }
    }
}

std::string NetworkAddress::text(bool with_full_prefix) const {
    std::array<char, INET6_ADDRSTRLEN> shown{};
    inet_ntop(v4_ ? AF_INET : AF_INET6, bytes_.data(), shown.data(), INET6_ADDRSTRLEN);
    std::string result(shown.data());
    if (with_full_prefix || prefix_ != 8 * size_of(v4_)) result += '/' + std::to_string(prefix_);
    return result;
}

}  // namespace detail

std::ostream& operator<<(std::ostream& out, const Inet& value) { return out << value.to_string(); }
std::ostream& operator<<(std::ostream& out, const Cidr& value) { return out << value.to_string(); }
std::ostream& operator<<(std::ostream& out, const MacAddr& value) { return out << value.to_string(); }
std::ostream& operator<<(std::ostream& out, const MacAddr8& value) { return out << value.to_string(); }

template <std::size_t N>
HardwareAddress<N>::HardwareAddress(std::string_view text) {
    const char separator = text.size() == 3 * N - 1 ? text[2] : '\0';
    const std::size_t step = separator == '\0' ? 2 : 3;
    if ((separator == '\0' && text.size() != 2 * N) || (separator != '\0' && separator != ':' && separator != '-')) {
        detail::throw_text_error(text, "hardware address");
    }
    for (std::size_t i = 0; i < N; ++i) {
        const int high = ascii::hex_value(text[i * step]);
        const int low = ascii::hex_value(text[i * step + 1]);
        const bool separated = separator == '\0' || i + 1 == N || text[i * step + 2] == separator;
        if (high < 0 || low < 0 || !separated) detail::throw_text_error(text, "hardware address");
        bytes_[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
}

template <std::size_t N>
std::string HardwareAddress<N>::to_string() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes_) {
        if (!text.empty()) text += ':';
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

template class HardwareAddress<6>;
template class HardwareAddress<8>;

void Codec<Inet>::encode(ByteBuffer& out, const Inet& value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::inet) throw_encode_error("Inet", as, {});
    encode_address(out, value, false);
}

Inet Codec<Inet>::decode(const Cell& cell) {
    if (cell.type != oid::inet && cell.type != oid::cidr) throw_decode_error("Inet", cell);
    return decode_address<Inet>(cell, "Inet");
}

void Codec<Cidr>::encode(ByteBuffer& out, const Cidr& value, const SqlType& as) {
    const TypeKind kind = base_type(as).kind();
    if (kind != TypeKind::cidr && kind != TypeKind::inet) throw_encode_error("Cidr", as, {});
    encode_address(out, value, kind == TypeKind::cidr);
}

Cidr Codec<Cidr>::decode(const Cell& cell) {
    if (cell.type != oid::cidr) throw_decode_error("Cidr", cell);
    return decode_address<Cidr>(cell, "Cidr");
}

void Codec<MacAddr>::encode(ByteBuffer& out, const MacAddr& value, const SqlType& as) {
    encode_hardware(out, value, as, TypeKind::macaddr, "MacAddr");
}

MacAddr Codec<MacAddr>::decode(const Cell& cell) { return decode_hardware<6>(cell, oid::macaddr, "MacAddr"); }

void Codec<MacAddr8>::encode(ByteBuffer& out, const MacAddr8& value, const SqlType& as) {
    encode_hardware(out, value, as, TypeKind::macaddr8, "MacAddr8");
}

MacAddr8 Codec<MacAddr8>::decode(const Cell& cell) { return decode_hardware<8>(cell, oid::macaddr8, "MacAddr8"); }

}  // namespace azoth
