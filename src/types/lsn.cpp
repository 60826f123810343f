#include "types/text_error.hpp"
#include <azoth/types/lsn.hpp>
#include <azoth/types/wire_reader.hpp>

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace azoth {
namespace {

std::uint64_t hexadecimal_half(std::string_view half, std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(half.data(), half.data() + half.size(), value, 16);
    if (half.empty() || half.size() > 8 || error != std::errc() || end != half.data() + half.size()) {
        detail::throw_text_error(text, "position in the write-ahead log");
    }
    return value;
}

}  // namespace

Lsn::Lsn(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view low = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
    position = hexadecimal_half(text.substr(0, slash), text) << 32U | hexadecimal_half(low, text);
}

std::string Lsn::to_string() const { return fmt::format("{:X}/{:X}", position >> 32U, position & 0xFFFFFFFFU); }

void Codec<Lsn>::encode(ByteBuffer& out, Lsn value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::pg_lsn) throw_encode_error("Lsn", as, {});
    out.put(value.position);
}

Lsn Codec<Lsn>::decode(const Cell& cell) {
    if (cell.type != oid::pg_lsn) throw_decode_error("Lsn", cell);
    WireReader reader(cell, "Lsn");
    const Lsn value(reader.get<std::uint64_t>());
    reader.expect_end();
    return value;
}

}  // namespace azoth
