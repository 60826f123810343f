#include "statement_name.hpp"

#include <azoth/types/byte_buffer.hpp>

#include <openssl/sha.h>

#include <array>
#include <cstddef>

namespace azoth::postgresql {
namespace {

// Half of SHA-256: it is not feasible to find two statements with the same 128 bits.
constexpr std::size_t digest_bytes = 16;

}  // namespace

std::string statement_name(std::string_view sql, std::span<const std::uint32_t> parameter_types) {
    // The types, their number and the text: different statements give different bytes.
    std::string content;
    content.reserve(sql.size() + sizeof(std::uint32_t) * (parameter_types.size() + 1));
    const auto add = [&content](std::uint32_t number) {
        std::array<std::byte, sizeof number> bytes{};
        store_big_endian(bytes.data(), number);
        for (const std::byte byte : bytes) content += static_cast<char>(byte);
    };
    add(static_cast<std::uint32_t>(parameter_types.size()));
    for (const std::uint32_t type : parameter_types) add(type);
    content += sql;
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    ::SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name = "azoth_";
    for (std::size_t i = 0; i < digest_bytes; ++i) {
        name += digits[digest[i] >> 4U];
        name += digits[digest[i] & 15U];
    }
    return name;
}

}  // namespace azoth::postgresql
