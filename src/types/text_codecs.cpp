#include "types/text_wire.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>
#include <azoth/types/value_size.hpp>

#include <string>

namespace azoth::detail {
namespace {

// Whether the wire form is not text and strings are read from the text form.
bool has_text_form(Oid format) noexcept {
    const TypeDescriptor* const known = descriptor_of_format(format);
    return known != nullptr && known->text == TextRole::form;
}

}  // namespace

std::string decode_string(const Cell& cell) {
    const bool made_otherwise = is_known_otherwise(cell, DatabaseType::Form::text);
    if (!made_otherwise && !has_text_form(cell.type)) return std::string(decode_text(cell, "std::string"));
    std::string text;
    append_text(text, cell);
    return text;
}

void encode_text(ByteBuffer& out, std::string_view value, const SqlType& given) {
    const SqlType& as = base_type(given);
    const TypeDescriptor& type = descriptor(as);
    if (type.text != TextRole::form || type.format == oid::unspecified) return put_text(out, value, as);
    if (value.size() > largest_value) throw_encode_error("text", as, "it is larger than 1 GiB");
    parse_text(out, as, value);
}

}  // namespace azoth::detail
