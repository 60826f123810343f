#include "types/text_families.hpp"
#include <azoth/types/bit_string.hpp>
#include <azoth/types/wire_reader.hpp>

#include <ostream>

namespace azoth {

BitString::BitString(std::string_view digits) {
    bytes_.reserve((digits.size() + 7) / 8);
    for (const char digit : digits) {
        if (digit != '0' && digit != '1') detail::throw_text_error(digits, "string of bits");
        push_back(digit == '1');
    }
}

std::string BitString::to_string() const {
    std::string text(size_, '0');
    for (std::size_t i = 0; i < size_; ++i) {
        if ((*this)[i]) text[i] = '1';
    }
    return text;
}

std::ostream& operator<<(std::ostream& out, const BitString& value) { return out << value.to_string(); }

void Codec<BitString>::encode(ByteBuffer& out, const BitString& value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::bit && as.kind() != TypeKind::varbit) throw_encode_error("BitString", as, {});
    if (value.size() > INT32_MAX) throw_encode_error("BitString", as, "too long");
    out.put(static_cast<std::int32_t>(value.size()));
    out.append(value.bytes().data(), value.bytes().size());
}

BitString Codec<BitString>::decode(const Cell& cell) {
    if (cell.type != oid::bit && cell.type != oid::varbit) throw_decode_error("BitString", cell);
    WireReader reader(cell, "BitString");
    const auto count = reader.get<std::int32_t>();
    if (count < 0 || reader.remaining() != (static_cast<std::size_t>(count) + 7) / 8) reader.fail("wrong length");
    const auto size = static_cast<std::size_t>(count);
    BitString value(size);
    const std::span<const std::byte> bytes = reader.take(reader.remaining());
    for (std::size_t i = 0; i < size; ++i) {
        if ((std::to_integer<unsigned>(bytes[i / 8]) >> (7 - i % 8) & 1U) != 0) value.set(i);
    }
    return value;
}

}  // namespace azoth
