#include "types/visible_text.hpp"

#include "types/utf8.hpp"

namespace azoth::detail {
namespace {

void append_escaped(std::string& out, const Utf8Character& character) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (character.code) {
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    const bool wide = character.valid && character.code > 0x7F;
    out += wide ? "\\u" : "\\x";
    for (int shift = wide ? 12 : 4; shift >= 0; shift -= 4) out += digits[(character.code >> shift) & 0xFU];
}

// Tracks SQL's quotes. Only the opening character closes a quote; a doubled one closes and reopens it.
class Quotes {
public:
    bool inside() const noexcept { return open_ != 0; }
    void follow(char32_t code) noexcept {
        if (open_ != 0) {
            if (code == open_) open_ = 0;
        } else if (code == '"' || code == '\'' || code == '`') {
            open_ = code;
        }
    }

private:
    char32_t open_ = 0;
};

}  // namespace

std::string visible_text(std::string_view text, LineBreaks breaks) {
    std::string out;
    out.reserve(text.size());
    Quotes quotes;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = utf8_character(text, at);
        const bool layout = character.code == '\n' || character.code == '\t';
        const bool kept = layout && breaks == LineBreaks::outside && !quotes.inside();
        if (kept || (character.valid && !is_control(character.code))) {
            out += text.substr(at, character.size);
        } else {
            append_escaped(out, character);
        }
        quotes.follow(character.code);
        at += character.size;
    }
    return out;
}

}  // namespace azoth::detail
