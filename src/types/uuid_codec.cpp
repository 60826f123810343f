#include "types/text_families.hpp"
#include <azoth/types/uuid_codec.hpp>
#include <azoth/types/wire_reader.hpp>

#include <array>
#include <cstring>

namespace azoth {

using boost::uuids::uuid;

void Codec<uuid>::encode(ByteBuffer& out, const uuid& value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::uuid) throw_encode_error("uuid", as, {});
    out.append(value.begin(), uuid::static_size());
}

uuid Codec<uuid>::decode(const Cell& cell) {
    if (cell.type != oid::uuid) throw_decode_error("uuid", cell);
    if (cell.bytes().size() != uuid::static_size()) throw_decode_error("uuid", cell, "wrong length");
    uuid value;
    std::memcpy(value.begin(), cell.data, uuid::static_size());
    return value;
}

namespace detail {

void append_uuid(std::string& out, const Cell& cell) {
    constexpr std::string_view digits = "0123456789abcdef";
    const uuid value = Codec<uuid>::decode(cell);
    for (std::size_t i = 0; i < uuid::static_size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        out += digits[value.begin()[i] >> 4U];
        out += digits[value.begin()[i] & 15U];
    }
}

void parse_uuid(ByteBuffer& out, const SqlType&, std::string_view text) {
    constexpr std::size_t size = 2 * uuid::static_size();
    std::array<std::uint8_t, uuid::static_size()> bytes{};
    std::size_t count = 0;
    // A hyphen may follow every group of four digits.
    for (const char c : text) {
        const int digit = c >= '0' && c <= '9'                 ? c - '0'
                          : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                               : -1;
        if (c == '-' && count % 4 == 0 && count > 0 && count < size) continue;
        if (digit < 0 || count == size) throw_text_error(text, "uuid");
        bytes[count / 2] = static_cast<std::uint8_t>(bytes[count / 2] * 16 + digit);
        ++count;
    }
    if (count != size) throw_text_error(text, "uuid");
    out.append(bytes.data(), bytes.size());
}

}  // namespace detail
}  // namespace azoth
