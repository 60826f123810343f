#include "types/text_error.hpp"
#include <azoth/types/wire_reader.hpp>
#include <azoth/types/xid8.hpp>

#include <charconv>
#include <system_error>

namespace azoth {

Xid8::Xid8(std::string_view text) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        detail::throw_text_error(text, "number of a transaction");
    }
}

std::string Xid8::to_string() const { return std::to_string(number); }

void Codec<Xid8>::encode(ByteBuffer& out, Xid8 value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::xid8) throw_encode_error("Xid8", as, {});
    out.put(value.number);
}

Xid8 Codec<Xid8>::decode(const Cell& cell) {
    if (cell.type != oid::xid8) throw_decode_error("Xid8", cell);
    WireReader reader(cell, "Xid8");
    const Xid8 value(reader.get<std::uint64_t>());
    reader.expect_end();
    return value;
}

}  // namespace azoth
