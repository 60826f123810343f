#include "sql/md5.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace azoth {
namespace {

using State = std::array<std::uint32_t, 4>;

std::array<std::uint32_t, 64> make_constants() {
    std::array<std::uint32_t, 64> constants{};
    for (std::size_t i = 0; i < constants.size(); ++i) {
        constants[i] = static_cast<std::uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(i + 1))) * 0x1p32));
    }
    return constants;
}

void add_block(State& state, std::string_view block) {
    static const std::array<std::uint32_t, 64> constants = make_constants();
    static constexpr std::array<std::array<int, 4>, 4> rotations{
        {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
    std::array<std::uint32_t, 16> words{};
    for (std::size_t i = 0; i < 64; ++i) {
        words[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(block[i])) << (8 * (i % 4));
    }
    auto [a, b, c, d] = state;
    for (std::size_t i = 0; i < 64; ++i) {
        std::uint32_t mixed = 0;
        std::size_t word = i;
        switch (i / 16) {
            case 0: mixed = (b & c) | (~b & d); break;
            case 1:
                mixed = (d & b) | (~d & c);
                word = 5 * i + 1;
                break;
            case 2:
                mixed = b ^ c ^ d;
                word = 3 * i + 5;
                break;
            default:
                mixed = c ^ (b | ~d);
                word = 7 * i;
                break;
        }
        const std::uint32_t sum = a + mixed + constants[i] + words[word % 16];
        a = d;
        d = c;
        c = b;
        b += std::rotl(sum, rotations[i / 16][i % 4]);
    }
    state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace

std::string md5_hex(std::string_view text) {
    std::string padded(text);
    padded += '\x80';
    padded.resize((padded.size() + 8 + 63) / 64 * 64 - 8);
    for (std::uint64_t bits = std::uint64_t{text.size()} * 8, i = 0; i < 8; ++i, bits >>= 8) {
        padded += static_cast<char>(bits & 0xff);
    }
    State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (std::size_t at = 0; at < padded.size(); at += 64) add_block(state, std::string_view(padded).substr(at, 64));
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const std::uint32_t word : state) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            const std::uint32_t byte = (word >> shift) & 0xff;
            hex += digits[byte >> 4];
            hex += digits[byte & 15];
        }
    }
    return hex;
}

}  // namespace azoth
