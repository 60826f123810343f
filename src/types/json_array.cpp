#include "types/json_array.hpp"

#include "types/text_families.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/types/array_codec.hpp>
#include <azoth/types/text_form.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace azoth::detail {
namespace {

enum class JsonForm { boolean, number, document, string };

JsonForm json_form(Oid element) noexcept {
    const TypeDescriptor* const known = descriptor_of_format(element);
    if (known != nullptr && known->number) return JsonForm::number;
    switch (element) {
        case oid::boolean: return JsonForm::boolean;
        case oid::json:
        case oid::jsonb: return JsonForm::document;
        default: return JsonForm::string;
    }
}

void append_string(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (code < 0x20) {
            out += "\\u00";
            out += digits[code >> 4U];
            out += digits[code & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_json_element(std::string& out, const Cell& cell) {
    if (cell.is_null()) {
        out += "null";
        return;
    }
    std::string text;
    append_text(text, cell);
    switch (json_form(cell.type)) {
        case JsonForm::boolean: out += text == "t" ? "true" : "false"; return;
        case JsonForm::document: out += text; return;
        case JsonForm::number:
            // JSON has no NaN and no infinities.
            if (is_json(text)) {
                out += text;
                return;
            }
            break;
        case JsonForm::string: break;
    }
    append_string(out, text);
}

void append_json_level(std::string& out, ArrayReader& reader, std::size_t dimension) {
    out += '[';
    for (std::int32_t i = 0; i < reader.dimensions()[dimension].size; ++i) {
        if (i > 0) out += ',';
        if (dimension + 1 < reader.dimensions().size()) {
            append_json_level(out, reader, dimension + 1);
        } else {
            append_json_element(out, reader.next());
        }
    }
    out += ']';
}

// Reads a document that was already checked to be JSON.
class JsonArrayReader {
public:
    JsonArrayReader(std::string_view text, const SqlType& type)
        : text_(text), form_(json_form(wire_oid(base_type(type.element())))), depth_(type.dimensions()) {
        // Deeper nesting belongs to the documents in the array.
        if (depth_ < 0 && form_ == JsonForm::document) depth_ = 1;
    }

    ArrayLiteral read() {
        skip_space();
        if (peek() != '[') fail();
        level(0);
        if (literal_.elements.empty()) literal_.dimensions.clear();
        return std::move(literal_);
    }

private:
    [[noreturn]] void fail() const { throw_text_error(text_, "JSON array of the column's type"); }
    char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_space() noexcept {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
    }

    void level(std::size_t depth) {
        if (depth == 6) fail();
        const bool first = literal_.dimensions.size() == depth;
        if (first) {
            if (leaves_are_known_) fail();
            literal_.dimensions.push_back({0, 1});
        }
        ++at_;
        std::int32_t size = 0;
        for (skip_space(); peek() != ']'; skip_space(), ++size) {
            if (peek() == ',') ++at_;
            skip_space();
            if (peek() == '[' && (depth_ < 0 || depth + 1 < static_cast<std::size_t>(depth_))) {
                level(depth + 1);
            } else {
                if (depth + 1 != literal_.dimensions.size()) fail();
                leaves_are_known_ = true;
                element();
            }
        }
        ++at_;
        if (first) literal_.dimensions[depth].size = size;
        if (literal_.dimensions[depth].size != size) fail();
    }

    void element() {
        if (form_ == JsonForm::document) {
            const std::size_t begin = at_;
            skip_value();
            literal_.elements.emplace_back(text_.substr(begin, at_ - begin));
            return;
        }
        if (peek() == '"') {
            if (form_ == JsonForm::boolean) fail();
            literal_.elements.emplace_back(string());
            return;
        }
        const std::size_t begin = at_;
        skip_value();
        const std::string_view word = text_.substr(begin, at_ - begin);
        if (word == "null") {
            literal_.elements.emplace_back(std::nullopt);
            return;
        }
        const bool truth = word == "true" || word == "false";
        if (form_ == JsonForm::string || truth != (form_ == JsonForm::boolean) || word.front() == '[' ||
            word.front() == '{') {
            fail();
        }
        literal_.elements.emplace_back(word);
    }

    // A value of any kind.
    void skip_value() {
        int open = 0;
        do {
            const char c = peek();
            if (c == '"') {
                for (++at_; peek() != '"'; ++at_) {
                    if (peek() == '\\') ++at_;
                }
                ++at_;
            } else if (c == '[' || c == '{') {
                ++open;
                ++at_;
            } else if (c == ']' || c == '}') {
                --open;
                ++at_;
            } else if (open > 0 && (c == ',' || c == ':' || c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
                ++at_;
            } else {
                while (std::string_view(",]} \t\n\r").find(peek()) == std::string_view::npos && at_ < text_.size())
                    ++at_;
            }
        } while (open > 0);
    }

    std::string string() {
        std::string value;
        for (++at_; peek() != '"'; ++at_) {
            if (peek() != '\\') {
                value += peek();
                continue;
            }
            ++at_;
            switch (peek()) {
                case 'b': value += '\b'; break;
                case 'f': value += '\f'; break;
                case 'n': value += '\n'; break;
                case 'r': value += '\r'; break;
                case 't': value += '\t'; break;
                case 'u': append_unicode(value); break;
                default: value += peek();
            }
        }
        ++at_;
        return value;
    }

    // Called at the u of an escape; stops at its last digit.
    std::uint32_t unit() {
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const char c = text_[++at_];
            const int digit = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
            value = value * 16 + static_cast<std::uint32_t>(digit);
        }
        return value;
    }

    void append_unicode(std::string& out) {
        std::uint32_t code = unit();
        if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_ + 1, 2) == "\\u") {
            at_ += 2;
            const std::uint32_t low = unit();
            if (low < 0xDC00 || low >= 0xE000) fail();
            code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
        }
        if (code == 0 || (code >= 0xD800 && code < 0xE000)) fail();
        const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
        if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xC0U | code >> 6U);
            put(0x80U | (code & 0x3FU));
        } else if (code < 0x10000) {
            put(0xE0U | code >> 12U);
            put(0x80U | (code >> 6U & 0x3FU));
            put(0x80U | (code & 0x3FU));
        } else {
            put(0xF0U | code >> 18U);
            put(0x80U | (code >> 12U & 0x3FU));
            put(0x80U | (code >> 6U & 0x3FU));
            put(0x80U | (code & 0x3FU));
        }
    }

    std::string_view text_;
    JsonForm form_;
    int depth_;
    std::size_t at_ = 0;
    bool leaves_are_known_ = false;  // then the number of dimensions is known, too
    ArrayLiteral literal_;
};

}  // namespace

void append_json_array(std::string& out, const Cell& cell) {
    ArrayReader reader(cell, "array");
    if (reader.dimensions().empty()) {
        out += "[]";
    } else {
        append_json_level(out, reader, 0);
    }
    reader.finish();
}

void parse_json_array(ByteBuffer& out, const SqlType& type, std::string_view text) {
    if (!is_json(text)) throw_text_error(text, "JSON array");
    const ArrayLiteral literal = JsonArrayReader(text, type).read();
    if (wire_oid(type) != oid::unspecified) {
        return write_array(out, base_type(type.element()), literal, parse_text);
    }
    // A type without an OID of its own is sent as text.
    ByteBuffer wire;
    write_array(wire, Text(), literal, parse_text);
    std::string shown;
    append_text(shown, Cell{wire.data(), static_cast<std::int32_t>(wire.size()), array_oid(oid::text)});
    out.append(std::string_view(shown));
}

}  // namespace azoth::detail
