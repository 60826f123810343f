#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>

#include <cmath>

namespace azoth {

void DialectSpelling::write_literal(const Value& value) {
    if (value.is_null()) return write("NULL");
    const Cell cell = value.cell();
    switch (cell.type) {
        case oid::boolean: return write_boolean(Codec<bool>::decode(cell));
        case oid::int2:
        case oid::int4:
        case oid::int8:
        case oid::oid: {
            std::string text;
            append_text(text, cell);
            return write(text);
        }
        case oid::float4:
        case oid::float8:
            if (!std::isfinite(Codec<double>::decode(cell))) return write_special_literal(value);
            [[fallthrough]];
        case oid::numeric: {
            std::string text;
            append_text(text, cell);
            const char last = text.back();
            // The parser does not read NaN and Infinity as numbers.
            if (last < '0' || last > '9') return write_special_literal(value);
            // Without a decimal point it would be an integer, and its division would drop the fractional part.
            if (cell.type != oid::numeric && text.find_first_of(".e") == std::string::npos) text += ".0";
            return write(text);
        }
        case oid::text:
        case oid::varchar: return write_string(Codec<std::string_view>::decode(cell));
        default: return write_special_literal(value);
    }
}

void DialectSpelling::write_special_literal(const Value& value) {
    if (value.type().kind() == TypeKind::array) unsupported("a literal of type " + to_string(value.type()));
    std::string text;
    append_text(text, value.cell());
    write_string(text);
}

bool DialectSpelling::selects_typed_literal(const SqlType&) const noexcept { return false; }

}  // namespace azoth
