#include "types/text_families.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/types/array_codec.hpp>

#include <algorithm>

namespace azoth::detail {
namespace {

void append_text_level(std::string& out, ArrayReader& reader, std::size_t dimension, char delimiter,
                       AppendPart append_part) {
    out += '{';
    for (std::int32_t i = 0; i < reader.dimensions()[dimension].size; ++i) {
        if (i > 0) out += delimiter;
        if (dimension + 1 < reader.dimensions().size()) {
            append_text_level(out, reader, dimension + 1, delimiter, append_part);
            continue;
        }
        const Cell cell = reader.next();
        if (cell.is_null()) {
            out += "NULL";
        } else {
            std::string text;
            append_part(text, cell);
            append_quoted_element(out, text, delimiter);
        }
    }
    out += '}';
}

}  // namespace

void append_array(std::string& out, const Cell& cell, AppendPart append_part) {
    ArrayReader reader(cell, "array");
    if (reader.dimensions().empty()) {
        out += "{}";
        return;
    }
    const bool bounds = std::ranges::any_of(reader.dimensions(), [](const auto& d) { return d.lower_bound != 1; });
    if (bounds) {
        for (const auto& [size, lower] : reader.dimensions()) {
            out += '[' + std::to_string(lower) + ':' + std::to_string(lower + size - 1) + ']';
        }
        out += '=';
    }
    const TypeDescriptor* const element = descriptor_of_elements(cell.type);
    append_text_level(out, reader, 0, element == nullptr ? ',' : element->delimiter, append_part);
    reader.finish();
}

void parse_array(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part) {
    const SqlType& element = base_type(type.element());
    write_array(out, element, split_array(text, descriptor(element).delimiter), parse_part);
}

void write_array(ByteBuffer& out, const SqlType& element, const ArrayLiteral& literal, ParsePart parse_part) {
    out.put(static_cast<std::int32_t>(literal.dimensions.size()));
    out.put(static_cast<std::int32_t>(
        std::ranges::all_of(literal.elements, [](const auto& e) { return e.has_value(); }) ? 0 : 1));
    out.put(wire_oid(element));
    for (const auto& [size, lower] : literal.dimensions) {
        out.put(size);
        out.put(lower);
    }
    for (const std::optional<std::string>& item : literal.elements) {
        const std::size_t at = out.size();
        out.put(std::int32_t{-1});
        if (!item) continue;
        parse_part(out, element, *item);
        store_big_endian(out.data() + at, static_cast<std::int32_t>(out.size() - at - sizeof(std::int32_t)));
    }
}

}  // namespace azoth::detail
