#include "types/text_families.hpp"
#include <azoth/error.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/number_codecs.hpp>

namespace azoth {
namespace {

bool is_bare_number(Oid type) noexcept {
    switch (type) {
        case oid::int2:
        case oid::int4:
        case oid::int8:
        case oid::oid:
        case oid::float4:
        case oid::float8:
        case oid::numeric:
        case oid::boolean: return true;
        default: return false;
    }
}

}  // namespace

void append_display(std::string& out, const Cell& cell) {
    if (cell.is_null()) {
        out += "NULL";
        return;
    }
    const std::size_t begin = out.size();
    try {
        if (cell.type == oid::boolean) {
            out += Codec<bool>::decode(cell) ? "true" : "false";
        } else if (is_bare_number(cell.type)) {
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
