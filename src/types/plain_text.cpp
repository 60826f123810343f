#include "types/text_families.hpp"
#include <azoth/types/number_codecs.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace azoth::detail {
namespace {

// The shortest digits that read back as the same number, with an exponent where PostgreSQL writes one.
template <class Float>
void append_floating(std::string& out, Float value, int digits_without_exponent) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
        return;
    }
    std::array<char, 64> text;
    char* const begin = text.data();
    char* const end = begin + text.size();
    const auto scientific = std::to_chars(begin, end, value, std::chars_format::scientific);
    const std::string_view shown(begin, static_cast<std::size_t>(scientific.ptr - begin));
    const int exponent = std::atoi(std::string(shown.substr(shown.find('e') + 1)).c_str());
    if (exponent >= -4 && exponent < digits_without_exponent) {
        const auto fixed = std::to_chars(begin, end, value, std::chars_format::fixed);
        out.append(begin, fixed.ptr);
    } else {
        out += shown;
    }
}

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

void append_float4(std::string& out, const Cell& cell) { append_floating(out, Codec<float>::decode(cell), 6); }
void append_float8(std::string& out, const Cell& cell) { append_floating(out, Codec<double>::decode(cell), 15); }

void append_hex(std::string& out, std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    for (const std::byte b : bytes) {
        out += digits[std::to_integer<unsigned>(b) >> 4U];
        out += digits[std::to_integer<unsigned>(b) & 15U];
    }
}

void parse_bytea(ByteBuffer& out, std::string_view text) {
    if (!text.starts_with("\\x") || text.size() % 2 != 0) throw_text_error(text, "bytea in hexadecimal");
    for (std::size_t i = 2; i < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) throw_text_error(text, "bytea in hexadecimal");
        out.put(static_cast<std::uint8_t>(high * 16 + low));
    }
}

}  // namespace azoth::detail
