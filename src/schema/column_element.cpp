#include <azoth/error.hpp>
#include <azoth/schema/column_element.hpp>
#include <azoth/types/text_form.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace azoth::detail {
namespace {

bool holds_json(const SqlType& type) noexcept {
    return type.kind() == TypeKind::json || type.kind() == TypeKind::jsonb;
}

std::string json_string(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string json = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (byte < 0x20) {
            json += "\\u00";
            json += digits[byte >> 4];
            json += digits[byte & 15];
        } else {
            json += c;
        }
    }
    return json + '"';
}

std::string json_of(const Value& value) {
    std::string text;
    append_text(text, value.cell());
    switch (value.type().kind()) {
        case TypeKind::json:
        case TypeKind::jsonb: return text;
        case TypeKind::boolean: return text == "t" ? "true" : "false";
        case TypeKind::small_integer:
        case TypeKind::integer:
        case TypeKind::big_integer: return text;
        case TypeKind::real:
        case TypeKind::double_precision:
        case TypeKind::numeric: {
            const char last = text.back();
            if (last < '0' || last > '9') {
                Diagnostics diagnostics;
                diagnostics.message = "JSON has no form for the number " + text;
                diagnostics.outcome = Outcome::not_sent;
                throw DataError(std::move(diagnostics));
            }
            return text;
        }
        default: return json_string(text);
    }
}

}  // namespace

bool is_json_element(const ast::Expression& element) noexcept { return holds_json(element.type); }

ast::ExpressionPtr make_json_value(const Value& value, const ast::Expression& element) {
    if (value.is_null()) return make_bind(Value::null(element.type), element);
    return make_bind_as(std::string_view(json_of(value)), element.type, element);
}

}  // namespace azoth::detail
