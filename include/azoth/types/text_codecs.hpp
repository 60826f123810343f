#pragma once

#include <azoth/types/codec.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

namespace detail {

/// Whether it is well-formed UTF-8 (RFC 3629) without NUL.
bool is_storable_text(std::string_view text) noexcept;
std::string_view decode_text(const Cell& cell, const char* cpp_type);
std::string decode_string(const Cell& cell);
void encode_text(ByteBuffer& out, std::string_view value, const SqlType& as);
std::span<const std::byte> decode_bytes(const Cell& cell);
void encode_bytes(ByteBuffer& out, std::span<const std::byte> value, const SqlType& as);

}  // namespace detail

/// Text is UTF-8 without NUL; other text throws DataError when it is bound. Values of types that are often handled as
/// text (uuid, addresses, bit strings, text search) are read and written in their text form; values of types without a
/// C++ type, and of types that azoth does not know, are read in their text form.
template <>
struct Codec<std::string> {
    static SqlType sql_type() { return String(); }
    static void encode(ByteBuffer& out, std::string_view value, const SqlType& as) {
        detail::encode_text(out, value, as);
    }
    static std::string decode(const Cell& cell) { return detail::decode_string(cell); }
};

/// Lifetime: refers to the result that it was read from.
template <>
struct Codec<std::string_view> {
    static SqlType sql_type() { return String(); }
    static void encode(ByteBuffer& out, std::string_view value, const SqlType& as) {
        detail::encode_text(out, value, as);
    }
    static std::string_view decode(const Cell& cell) { return detail::decode_text(cell, "std::string_view"); }
};

/// Stored as BYTEA or BLOB.
template <>
struct Codec<std::vector<std::byte>> {
    static SqlType sql_type() { return LargeBinary(); }
    static void encode(ByteBuffer& out, const std::vector<std::byte>& value, const SqlType& as) {
        detail::encode_bytes(out, value, as);
    }
    static std::vector<std::byte> decode(const Cell& cell) {
        const std::span<const std::byte> bytes = detail::decode_bytes(cell);
        return {bytes.begin(), bytes.end()};
    }
};

/// The bytes of a value of any type as the database sent them. Lifetime: refers to the result that it was read from.
template <>
struct Codec<std::span<const std::byte>> {
    static SqlType sql_type() { return LargeBinary(); }
    static void encode(ByteBuffer& out, std::span<const std::byte> value, const SqlType& as) {
        detail::encode_bytes(out, value, as);
    }
    static std::span<const std::byte> decode(const Cell& cell) { return detail::decode_bytes(cell); }
};

}  // namespace azoth
