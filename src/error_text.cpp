#include "error_text.hpp"

namespace azoth::detail {

std::size_t character_start(std::string_view text, std::size_t at) noexcept {
    if (at >= text.size()) return text.size();
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
    return at;
}

void append_shortened(std::string& out, std::string_view text, std::size_t longest) {
    if (text.size() <= longest) {
        out += text;
        return;
    }
    // The beginning gets more space, because it shows the kind of statement and the table.
    const std::size_t head = character_start(text, longest * 3 / 4);
    const std::size_t tail = character_start(text, text.size() - longest / 4);
    out += text.substr(0, head);
    out += " ... (" + std::to_string(tail - head) + " bytes omitted) ... ";
    out += text.substr(tail);
}

std::string shortened(std::string_view text, std::size_t longest) {
    std::string result;
    append_shortened(result, text, longest);
    return result;
}

}  // namespace azoth::detail
