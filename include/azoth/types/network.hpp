#pragma once

#include <azoth/types/codec.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace azoth {

namespace detail {

/// An IPv4 or IPv6 address with the number of its leading bits that identify a network.
class NetworkAddress {
public:
    bool is_v4() const noexcept { return v4_; }
    /// The address; IPv4 uses the first four bytes.
    const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
    int prefix_length() const noexcept { return prefix_; }

    friend auto operator<=>(const NetworkAddress&, const NetworkAddress&) noexcept = default;

protected:
    NetworkAddress() noexcept = default;
    NetworkAddress(std::string_view text, bool network);
    NetworkAddress(bool v4, const std::array<std::uint8_t, 16>& bytes, int prefix, bool network);
    std::string text(bool with_full_prefix) const;

private:
    void check(bool network) const;

    bool v4_ = true;
    std::array<std::uint8_t, 16> bytes_{};
    std::uint8_t prefix_ = 32;
};

}  // namespace detail

/// An address of a host, with the length of its network's prefix if that is not the whole address: "192.168.0.7/24".
/// See azoth/asio_address.hpp for boost::asio::ip::address.
class Inet : public detail::NetworkAddress {
public:
    /// Makes 0.0.0.0.
    Inet() noexcept = default;
    /// Parses an address. Throws DataError for a text that is none.
    explicit Inet(std::string_view text) : NetworkAddress(text, false) {}
    Inet(bool v4, const std::array<std::uint8_t, 16>& bytes, int prefix_length)
        : NetworkAddress(v4, bytes, prefix_length, false) {}
    /// Returns the address, without the prefix length if that is the whole address.
    std::string to_string() const { return text(false); }
    friend std::ostream& operator<<(std::ostream& out, const Inet& value);
};

/// A network: "192.168.0.0/24", without bits after the prefix.
class Cidr : public detail::NetworkAddress {
public:
    /// Makes 0.0.0.0/32.
    Cidr() noexcept = default;
    /// Parses a network. Throws DataError for a text that is none.
    explicit Cidr(std::string_view text) : NetworkAddress(text, true) {}
    Cidr(bool v4, const std::array<std::uint8_t, 16>& bytes, int prefix_length)
        : NetworkAddress(v4, bytes, prefix_length, true) {}
    /// Returns the network with its prefix length.
    std::string to_string() const { return text(true); }
    friend std::ostream& operator<<(std::ostream& out, const Cidr& value);
};

/// A hardware address of 6 bytes (EUI-48) or 8 (EUI-64).
template <std::size_t N>
class HardwareAddress {
public:
    HardwareAddress() noexcept = default;
    /// Makes an address of its bytes.
    explicit HardwareAddress(const std::array<std::uint8_t, N>& bytes) noexcept : bytes_(bytes) {}
    /// Parses two hexadecimal digits a byte, with : or - between all of them or none. Throws DataError.
    explicit HardwareAddress(std::string_view text);
    /// The bytes.
    const std::array<std::uint8_t, N>& bytes() const noexcept { return bytes_; }
    /// Returns "08:00:2b:01:02:03".
    std::string to_string() const;
    friend auto operator<=>(const HardwareAddress&, const HardwareAddress&) noexcept = default;

private:
    std::array<std::uint8_t, N> bytes_{};
};
/// Compiled in the library.
extern template class HardwareAddress<6>;
extern template class HardwareAddress<8>;

/// MACADDR.
using MacAddr = HardwareAddress<6>;
/// MACADDR8.
using MacAddr8 = HardwareAddress<8>;
/// Prints to_string().
std::ostream& operator<<(std::ostream& out, const MacAddr& value);
std::ostream& operator<<(std::ostream& out, const MacAddr8& value);

/// Stored as INET; can also be read from CIDR.
template <>
struct Codec<Inet> {
    static SqlType sql_type() { return SqlType(TypeKind::inet); }
    static void encode(ByteBuffer& out, const Inet& value, const SqlType& as);
    static Inet decode(const Cell& cell);
};

/// Stored as CIDR.
template <>
struct Codec<Cidr> {
    static SqlType sql_type() { return SqlType(TypeKind::cidr); }
    static void encode(ByteBuffer& out, const Cidr& value, const SqlType& as);
    static Cidr decode(const Cell& cell);
};

/// Stored as MACADDR.
template <>
struct Codec<MacAddr> {
    static SqlType sql_type() { return SqlType(TypeKind::macaddr); }
    static void encode(ByteBuffer& out, const MacAddr& value, const SqlType& as);
    static MacAddr decode(const Cell& cell);
};

/// Stored as MACADDR8.
template <>
struct Codec<MacAddr8> {
    static SqlType sql_type() { return SqlType(TypeKind::macaddr8); }
    static void encode(ByteBuffer& out, const MacAddr8& value, const SqlType& as);
    static MacAddr8 decode(const Cell& cell);
};

}  // namespace azoth
