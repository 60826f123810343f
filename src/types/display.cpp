#include "types/text_families.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/number_codecs.hpp>

namespace azoth {

void append_display(std::string& out, const Cell& cell) {
    if (cell.is_null()) {
        out += "NULL";
        return;
    }
    const std::size_t begin = out.size();
    try {
        if (cell.type == oid::boolean) {
            out += Codec<bool>::decode(cell) ? "true" : "false";
        } else if (const auto* const known = detail::descriptor_of_format(cell.type);
                   known != nullptr && known->number) {
            append_text(out, cell);
        } else {
            std::string text;
            append_text(text, cell);
            out += '\'';
            for (const char c : text) {
                if (c == '\'') out += c;
                out += c;
            }
            out += '\'';
        }
    } catch (const Error&) {
        out.resize(begin);
        detail::append_hex(out, cell.bytes());
    }
}

}  // namespace azoth
