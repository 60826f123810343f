#include "types/ascii.hpp"
#include "types/text_families.hpp"
#include <azoth/types/wire_reader.hpp>

namespace azoth::detail {

void append_record(std::string& out, const Cell& cell, AppendPart append_part) {
    WireReader reader(cell, "record");
    out += '(';
    const std::size_t count = reader.count(2 * sizeof(std::int32_t));
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        const auto type = reader.get<Oid>();
        const Cell field = reader.cell(type);
        if (field.is_null()) continue;
        std::string text;
        append_part(text, field);
        append_quoted_field(out, text, quoted_in_records);
    }
    reader.expect_end();
    out += ')';
}

std::vector<std::optional<std::string>> split_record(std::string_view text) {
    std::size_t at = 0;
    const auto fail = [&] { throw_text_error(text, "row"); };
    while (at < text.size() && ascii::is_space(text[at])) ++at;
    if (at == text.size() || text[at++] != '(') fail();
    std::vector<std::optional<std::string>> fields;
    if (at < text.size() && text[at] == ')' && at + 1 == text.size()) return fields;
    while (true) {
        std::string value;
        bool quoted = false;
        bool in_quotes = false;
        while (true) {
            if (at == text.size()) fail();
            const char c = text[at];
            if (!in_quotes && (c == ',' || c == ')')) break;
            ++at;
            if (c == '\\') {
                if (at == text.size()) fail();
                value += text[at++];
            } else if (c == '"') {
                quoted = true;
                if (in_quotes && at < text.size() && text[at] == '"') {
                    value += '"';
                    ++at;
                } else {
                    in_quotes = !in_quotes;
                }
            } else {
                value += c;
            }
        }
        if (value.empty() && !quoted) {
            fields.emplace_back(std::nullopt);
        } else {
            fields.emplace_back(std::move(value));
        }
        if (text[at++] == ')') break;
    }
    while (at < text.size() && ascii::is_space(text[at])) ++at;
    if (at != text.size()) fail();
    return fields;
}

}  // namespace azoth::detail
