#include "types/text_families.hpp"
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>
#include <azoth/types/value_size.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace azoth::detail {
namespace {

// Eight ASCII characters: none has its high bit set, none is zero.
template <bool nul_allowed>
bool is_ascii(const unsigned char* at) noexcept {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t zero = nul_allowed ? 0 : (word - 0x0101010101010101ULL) & ~word;
    return ((word | zero) & 0x8080808080808080ULL) == 0;
}

// RFC 3629.
template <bool nul_allowed>
bool is_utf8_throughout(const unsigned char* at, const unsigned char* end) noexcept {
    while (at != end) {
        while (end - at >= 8 && is_ascii<nul_allowed>(at)) at += 8;
        if (at == end) break;
        const unsigned char lead = *at++;
        if (!nul_allowed && lead == 0) return false;
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

template <bool nul_allowed>
inline bool is_utf8(std::string_view text) noexcept {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
    if (text.size() >= 8) {
        while (end - at >= 8 && is_ascii<nul_allowed>(at)) at += 8;
        // The last few together with some that are known.
        if (end - at < 8 && is_ascii<nul_allowed>(end - 8)) return true;
    }
    return is_utf8_throughout<nul_allowed>(at, end);
}

// Types whose wire form is not text, but which are read as text.
bool has_text_form(Oid type) noexcept {
    switch (type) {
        case oid::uuid:
        case oid::inet:
        case oid::cidr:
        case oid::macaddr:
        case oid::macaddr8:
        case oid::bit:
        case oid::varbit:
        case oid::money:
        case oid::tsvector:
        case oid::tsquery:
        case oid::point:
        case oid::lseg:
        case oid::path:
        case oid::box:
        case oid::polygon:
        case oid::line:
        case oid::circle:
        case oid::tid:
        case oid::xid:
        case oid::cid:
        case oid::pg_lsn:
        case oid::xid8:
        case oid::txid_snapshot:
        case oid::pg_snapshot:
        case oid::int2vector:
        case oid::oidvector:
        case oid::record: return true;
        default: return false;
    }
}

// SQLite's text may hold a NUL, and whatever else a program has put there.
std::string_view utf8_of(const Cell& cell, std::string_view text, const char* cpp_type) {
    if (!is_utf8<true>(text)) throw_decode_error(cpp_type, cell, "it is not UTF-8; read it as bytes");
    return text;
}

}  // namespace

bool is_storable_text(std::string_view text) noexcept { return is_utf8<false>(text); }

std::string_view decode_text(const Cell& cell, const char* cpp_type) {
    switch (cell.type) {
        case oid::text:
        case oid::varchar:
        case oid::bpchar:
        case oid::name:
        case oid::unknown:
        case oid::refcursor:
        case oid::json:
        case oid::xml: return utf8_of(cell, cell.text(), cpp_type);
        case oid::character: return cell.text();  // a byte, whichever
        case oid::jsonb:
        case oid::jsonpath:
            if (cell.size < 1 || cell.data[0] != std::byte{1}) throw_decode_error(cpp_type, cell, "unknown version");
            return utf8_of(cell, cell.text().substr(1), cpp_type);
        default: break;
    }
    if (is_known_otherwise(cell, DatabaseType::Form::text)) {
        const bool versioned = database_type(cell)->form == DatabaseType::Form::versioned_text;
        if (!versioned || cell.size < 1 || cell.data[0] != std::byte{1}) throw_decode_error(cpp_type, cell);
        return cell.text().substr(1);
    }
    // The wire form of types that are text at heart (enum, citext, domain over them) is their text.
    const bool known = !azoth::type_name(cell.type).starts_with("oid ");
    if (known) throw_decode_error(cpp_type, cell);
    if (!is_storable_text(cell.text())) {
        throw_decode_error(cpp_type, cell, "its binary form is not text; read it as bytes");
    }
    return cell.text();
}

std::string decode_string(const Cell& cell) {
    const bool made_otherwise = is_known_otherwise(cell, DatabaseType::Form::text);
    if (!made_otherwise && !has_text_form(cell.type)) return std::string(decode_text(cell, "std::string"));
    std::string text;
    append_text(text, cell);
    return text;
}

void encode_text(ByteBuffer& out, std::string_view value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (value.size() > largest_value) throw_encode_error("text", as, "it is larger than 1 GiB");
    switch (as.kind()) {
        case TypeKind::string:
        case TypeKind::text:
        case TypeKind::xml:
        case TypeKind::citext:
        case TypeKind::composite:
        case TypeKind::hstore:
        case TypeKind::user_defined: break;
        case TypeKind::enumeration: {
            const std::vector<std::string>& labels = as.detail().labels;
            if (labels.empty() || std::ranges::find(labels, value) != labels.end()) break;
            throw_encode_error("text", as, "it is none of its labels");
        }
        case TypeKind::json:
        case TypeKind::jsonb:
            if (!is_json(value)) throw_encode_error("text", as, "malformed JSON");
            if (as.kind() == TypeKind::jsonb) out.put(std::uint8_t{1});
            break;
        case TypeKind::jsonpath: out.put(std::uint8_t{1}); break;
        case TypeKind::uuid:
        case TypeKind::inet:
        case TypeKind::cidr:
        case TypeKind::macaddr:
        case TypeKind::macaddr8:
        case TypeKind::bit:
        case TypeKind::varbit:
        case TypeKind::money:
        case TypeKind::tsvector:
        case TypeKind::tsquery: return parse_text(out, as, value);
        default: throw_encode_error("text", as, {});
    }
    if (!is_storable_text(value)) throw_encode_error("text", as, "it is not UTF-8, or holds a NUL");
    out.append(value);
}

std::span<const std::byte> decode_bytes(const Cell& cell) { return cell.bytes(); }

void encode_bytes(ByteBuffer& out, std::span<const std::byte> value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::binary) throw_encode_error("bytes", as, {});
    if (value.size() > largest_value) throw_encode_error("bytes", as, "it is larger than 1 GiB");
    out.append(value);
}

}  // namespace azoth::detail
