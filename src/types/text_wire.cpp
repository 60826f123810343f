#include "types/text_wire.hpp"

#include "types/text_families.hpp"
#include "types/type_descriptor.hpp"
#include "types/utf8.hpp"
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>
#include <azoth/types/value_size.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace azoth::detail {
namespace {

// SQLite's text may contain a NUL or arbitrary bytes, because SQLite does not check it.
std::string_view utf8_of(const Cell& cell, std::string_view text, const char* cpp_type) {
    if (!is_utf8(text)) throw_decode_error(cpp_type, cell, "it is not UTF-8; read it as bytes");
    return text;
}

std::string_view without_version(const Cell& cell, const char* cpp_type) {
    if (cell.size < 1 || cell.data[0] != std::byte{1}) throw_decode_error(cpp_type, cell, "unknown version");
    return cell.text().substr(1);
}

void check_text(std::string_view value, const SqlType& as) {
    if (as.kind() == TypeKind::enumeration) {
        const std::vector<std::string>& labels = as.detail().labels;
        if (labels.empty() || std::ranges::find(labels, value) != labels.end()) return;
        throw_encode_error("text", as, "it is not one of the labels");
    }
    const bool document = as.kind() == TypeKind::json || as.kind() == TypeKind::jsonb;
    if (document && !is_json(value)) throw_encode_error("text", as, "malformed JSON");
}

}  // namespace

std::string_view decode_text(const Cell& cell, const char* cpp_type) {
    if (cell.type == oid::text || cell.type == oid::varchar) return utf8_of(cell, cell.text(), cpp_type);
    if (cell.type == oid::character) return cell.text();  // any byte
    if (const TypeDescriptor* const known = descriptor_of_format(cell.type)) {
        switch (known->text) {
            case TextRole::bytes: return utf8_of(cell, cell.text(), cpp_type);
            case TextRole::versioned: return utf8_of(cell, without_version(cell, cpp_type), cpp_type);
            default: throw_decode_error(cpp_type, cell);
        }
    }
    if (is_known_otherwise(cell, DatabaseType::Form::text)) {
        const bool versioned = database_type(cell)->form == DatabaseType::Form::versioned_text;
        if (!versioned || cell.size < 1 || cell.data[0] != std::byte{1}) throw_decode_error(cpp_type, cell);
        return cell.text().substr(1);
    }
    if (descriptor_of_elements(cell.type) != nullptr) throw_decode_error(cpp_type, cell);
    // The wire form of types based on text (enum, citext, domains over them) is their text.
    if (!is_storable_text(cell.text())) {
        throw_decode_error(cpp_type, cell, "its binary form is not text; read it as bytes");
    }
    return cell.text();
}

void put_text(ByteBuffer& out, std::string_view value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (value.size() > largest_value) throw_encode_error("text", as, "it is larger than 1 GiB");
    const TypeDescriptor& type = descriptor(as);
    const bool sent_as_text = type.format == oid::unspecified;
    if (type.text == TextRole::none || (type.text == TextRole::form && !sent_as_text)) {
        throw_encode_error("text", as, {});
    }
    check_text(value, as);
    if (!is_storable_text(value)) throw_encode_error("text", as, "it is not UTF-8, or holds a NUL");
    if (type.text == TextRole::versioned && !sent_as_text) out.put(std::uint8_t{1});
    out.append(value);
}

std::span<const std::byte> decode_bytes(const Cell& cell) { return cell.bytes(); }

void encode_bytes(ByteBuffer& out, std::span<const std::byte> value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::binary) throw_encode_error("bytes", as, {});
    if (value.size() > largest_value) throw_encode_error("bytes", as, "it is larger than 1 GiB");
    out.append(value);
}

}  // namespace azoth::detail
