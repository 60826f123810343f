#pragma once

#include <azoth/types/network.hpp>
#include <azoth/types/type_error.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace azoth {

namespace detail {

inline boost::asio::ip::address asio_address(const NetworkAddress& value) {
    if (value.is_v4()) {
        boost::asio::ip::address_v4::bytes_type bytes;
        std::copy_n(value.bytes().begin(), bytes.size(), bytes.begin());
        return boost::asio::ip::address_v4(bytes);
    }
    return boost::asio::ip::address_v6(boost::asio::ip::address_v6::bytes_type(value.bytes()));
}

template <class Bytes>
std::array<std::uint8_t, 16> padded(const Bytes& bytes) {
    std::array<std::uint8_t, 16> all{};
    std::copy(bytes.begin(), bytes.end(), all.begin());
    return all;
}

}  // namespace detail

/// Converts an address.
inline Inet to_inet(const boost::asio::ip::address& value) {
    if (value.is_v4()) return Inet(true, detail::padded(value.to_v4().to_bytes()), 32);
    return Inet(false, detail::padded(value.to_v6().to_bytes()), 128);
}

/// An address of a host, stored as INET; an INET with a network prefix is read as a network_v4 or network_v6. Scopes
/// are not stored.
template <>
struct Codec<boost::asio::ip::address> {
    static SqlType sql_type() { return SqlType(TypeKind::inet); }
    static void encode(ByteBuffer& out, const boost::asio::ip::address& value, const SqlType& as) {
        if (value.is_v6() && value.to_v6().scope_id() != 0) {
            throw_encode_error("boost::asio::ip::address", as, "it has a scope");
        }
        Codec<Inet>::encode(out, to_inet(value), as);
    }
    static boost::asio::ip::address decode(const Cell& cell) {
        const Inet value = Codec<Inet>::decode(cell);
        if (value.prefix_length() != (value.is_v4() ? 32 : 128)) {
            throw_decode_error("boost::asio::ip::address", cell, "it has a network's prefix");
        }
        return detail::asio_address(value);
    }
};

/// A host's address with the prefix of its network (INET), or a network (CIDR).
template <>
struct Codec<boost::asio::ip::network_v4> {
    static SqlType sql_type() { return SqlType(TypeKind::inet); }
    static void encode(ByteBuffer& out, const boost::asio::ip::network_v4& value, const SqlType& as) {
        const auto bytes = detail::padded(value.address().to_bytes());
        if (base_type(as).kind() == TypeKind::cidr) {
            return Codec<Cidr>::encode(out, Cidr(true, bytes, value.prefix_length()), as);
        }
        Codec<Inet>::encode(out, Inet(true, bytes, value.prefix_length()), as);
    }
    static boost::asio::ip::network_v4 decode(const Cell& cell) {
        const Inet value = Codec<Inet>::decode(cell);
        if (!value.is_v4()) throw_decode_error("boost::asio::ip::network_v4", cell, "it is an IPv6 address");
        return {detail::asio_address(value).to_v4(), static_cast<unsigned short>(value.prefix_length())};
    }
};

/// A host's address with the prefix of its network (INET), or a network (CIDR), of IPv6.
template <>
struct Codec<boost::asio::ip::network_v6> {
    static SqlType sql_type() { return SqlType(TypeKind::inet); }
    static void encode(ByteBuffer& out, const boost::asio::ip::network_v6& value, const SqlType& as) {
        const auto bytes = detail::padded(value.address().to_bytes());
        if (base_type(as).kind() == TypeKind::cidr) {
            return Codec<Cidr>::encode(out, Cidr(false, bytes, value.prefix_length()), as);
        }
        Codec<Inet>::encode(out, Inet(false, bytes, value.prefix_length()), as);
    }
    static boost::asio::ip::network_v6 decode(const Cell& cell) {
        const Inet value = Codec<Inet>::decode(cell);
        if (value.is_v4()) throw_decode_error("boost::asio::ip::network_v6", cell, "it is an IPv4 address");
        return {detail::asio_address(value).to_v6(), static_cast<unsigned short>(value.prefix_length())};
    }
};

}  // namespace azoth
