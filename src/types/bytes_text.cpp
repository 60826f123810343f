#include "types/ascii.hpp"
#include "types/text_families.hpp"

namespace azoth::detail {

void append_hex(std::string& out, std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    for (const std::byte b : bytes) {
        out += digits[std::to_integer<unsigned>(b) >> 4U];
        out += digits[std::to_integer<unsigned>(b) & 15U];
    }
}

void append_bytea(std::string& out, const Cell& cell) { append_hex(out, cell.bytes()); }

void parse_bytea(ByteBuffer& out, const SqlType&, std::string_view text) {
    if (!text.starts_with("\\x") || text.size() % 2 != 0) throw_text_error(text, "bytea in hexadecimal");
    for (std::size_t i = 2; i < text.size(); i += 2) {
        const int high = ascii::hex_value(text[i]);
        const int low = ascii::hex_value(text[i + 1]);
        if (high < 0 || low < 0) throw_text_error(text, "bytea in hexadecimal");
        out.put(static_cast<std::uint8_t>(high * 16 + low));
    }
}

}  // namespace azoth::detail
