#include <azoth/types/text_codecs.hpp>
#include <azoth/types/type_error.hpp>

#include <cstdint>

namespace azoth {
namespace {

// Whether the text is well-formed UTF-8 (RFC 3629) and holds no NUL.
bool is_storable_text(std::string_view text) noexcept {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
    while (at != end) {
        // Eight ASCII characters at a time: none is zero, none has its high bit set.
        while (end - at >= 8) {
            std::uint64_t word;
            std::memcpy(&word, at, sizeof word);
            const std::uint64_t zero = (word - 0x0101010101010101ULL) & ~word;
            if (((word | zero) & 0x8080808080808080ULL) != 0) break;
            at += 8;
        }
        if (at == end) break;
        const unsigned char lead = *at++;
        if (lead == 0) return false;
        if (lead < 0x80) continue;
        int following = 0;
        unsigned char low = 0x80;
        unsigned char high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            following = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            following = 2;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            following = 3;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else {
            return false;
        }
        if (end - at < following) return false;
        if (*at < low || *at > high) return false;
        for (++at, --following; following > 0; ++at, --following) {
            if ((*at & 0xC0U) != 0x80U) return false;
        }
    }
    return true;
}

}  // namespace

namespace detail {

std::string_view decode_text(const Cell& cell, const char* cpp_type) {
    switch (cell.type) {
        case oid::text:
        case oid::varchar:
        case oid::bpchar:
        case oid::name:
        case oid::character:
        case oid::unknown:
        case oid::json:
        case oid::xml: return cell.text();
        case oid::jsonb:
        case oid::jsonpath:
            if (cell.size < 1 || cell.data[0] != std::byte{1}) throw_decode_error(cpp_type, cell, "unknown version");
            return cell.text().substr(1);
        default:
            // A type of the user's own (enum, citext, domain over text): its binary form is its text.
            if (cell.type >= 16384) return cell.text();
            throw_decode_error(cpp_type, cell);
    }
}

void encode_text(ByteBuffer& out, std::string_view value, const SqlType& as) {
    switch (as.kind()) {
        case TypeKind::string:
        case TypeKind::text:
        case TypeKind::json:
        case TypeKind::xml:
        case TypeKind::citext:
        case TypeKind::enumeration:
        case TypeKind::domain:
        case TypeKind::user_defined: break;
        case TypeKind::jsonb:
        case TypeKind::jsonpath: out.put(std::uint8_t{1}); break;
        default: throw_encode_error("text", as, {});
    }
    if (!is_storable_text(value)) throw_encode_error("text", as, "it is not UTF-8, or holds a NUL");
    out.append(value);
}

std::span<const std::byte> decode_bytes(const Cell& cell) { return cell.bytes(); }

void encode_bytes(ByteBuffer& out, std::span<const std::byte> value, const SqlType& as) {
    if (as.kind() != TypeKind::binary) throw_encode_error("bytes", as, {});
    out.append(value);
}

}  // namespace detail
}  // namespace azoth
