#include "types/ascii.hpp"
#include "types/text_cursor.hpp"
#include "types/text_families.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace azoth::detail {
namespace {

constexpr std::size_t max_text_dimensions = 6;

class ArrayLiteralReader final : public TextCursor {
public:
    ArrayLiteralReader(std::string_view text, char delimiter) noexcept
        : TextCursor(text, "array"), delimiter_(delimiter) {}

    ArrayLiteral split() {
        skip_space();
        std::vector<ArrayLiteral::Dimension> said = bounds();
        skip_space();
        level(0);
        skip_space();
        if (at_ != text_.size()) fail();
        if (literal_.elements.empty()) {
            if (!said.empty()) fail();
            literal_.dimensions.clear();
        }
        if (!said.empty()) {
            const auto same_size = [](const auto& a, const auto& b) { return a.size == b.size; };
            if (!std::ranges::equal(said, literal_.dimensions, same_size)) fail();
            literal_.dimensions = std::move(said);
        }
        return std::move(literal_);
    }

private:
    std::int32_t number() {
        std::int32_t value = 0;
        const char* const end = text_.data() + text_.size();
        const auto [stop, error] = std::from_chars(text_.data() + at_, end, value);
        if (error != std::errc()) fail();
        at_ = static_cast<std::size_t>(stop - text_.data());
        return value;
    }
    std::vector<ArrayLiteral::Dimension> bounds() {
        std::vector<ArrayLiteral::Dimension> said;
        while (accept('[')) {
            const std::int32_t lower = number();
            if (!accept(':')) fail();
            const std::int32_t upper = number();
            std::int32_t size = 0;
            if (!accept(']') || said.size() == max_text_dimensions || __builtin_sub_overflow(upper, lower, &size) ||
                __builtin_add_overflow(size, 1, &size) || size < 1 || upper == INT32_MAX) {
                fail();
            }
            said.push_back({size, lower});
        }
        if (!said.empty() && !accept('=')) fail();
        return said;
    }
    // All parts of a dimension have the same size, and all elements have the same depth.
    void level(std::size_t depth) {
        if (depth == max_text_dimensions || !accept('{')) fail();
        const bool known = depth < literal_.dimensions.size();
        if (!known) {
            if (depth_is_final_) fail();
            literal_.dimensions.push_back({0, 1});
        }
        std::int32_t size = 0;
        skip_space();
        if (accept('}')) {
            // Only the whole array may be empty.
            if (depth > 0) fail();
            return;
        }
        do {
            skip_space();
            if (at_ < text_.size() && text_[at_] == '{') {
                if (depth_is_final_ && depth + 1 == literal_.dimensions.size()) fail();
                level(depth + 1);
            } else {
                if (depth + 1 != literal_.dimensions.size()) fail();
                depth_is_final_ = true;
                element();
            }
            ++size;
            skip_space();
        } while (accept(delimiter_));
        if (!accept('}')) fail();
        if (known && literal_.dimensions[depth].size != 0 && literal_.dimensions[depth].size != size) fail();
        literal_.dimensions[depth].size = size;
    }
    void element() {
        std::string value;
        if (accept('"')) {
            while (!accept('"')) {
                if (accept('\\') || at_ < text_.size()) {
                    if (at_ == text_.size()) fail();
                    value += text_[at_++];
                } else {
                    fail();
                }
            }
            literal_.elements.emplace_back(std::move(value));
            return;
        }
        std::size_t kept = 0;  // escaped spaces do not count as trailing
        bool escaped = false;
        while (at_ < text_.size() && text_[at_] != delimiter_ &&
               std::string_view("{}\"").find(text_[at_]) == std::string_view::npos) {
            const bool escape = accept('\\');
            if (escape && at_ == text_.size()) fail();
            escaped = escaped || escape;
            if (escape || !ascii::is_space(text_[at_])) kept = value.size() + 1;
            value += text_[at_++];
        }
        value.resize(kept);
        if (value.empty()) fail();
        if (!escaped && is_null_word(value)) {
            literal_.elements.emplace_back(std::nullopt);
        } else {
            literal_.elements.emplace_back(std::move(value));
        }
    }

    char delimiter_;
    bool depth_is_final_ = false;
    ArrayLiteral literal_;
};

}  // namespace

bool is_null_word(std::string_view text) noexcept {
    return text.size() == 4 && (text[0] | 32) == 'n' && (text[1] | 32) == 'u' && (text[2] | 32) == 'l' &&
           (text[3] | 32) == 'l';
}

void append_quoted_element(std::string& out, std::string_view element, char delimiter) {
    const bool quoted =
        element.empty() || is_null_word(element) || std::ranges::any_of(element, [&](char c) {
            return ascii::is_space(c) || c == delimiter || std::string_view("\"\\{}").find(c) != std::string_view::npos;
        });
    if (!quoted) {
        out += element;
        return;
    }
    out += '"';
    for (const char c : element) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

ArrayLiteral split_array(std::string_view text, char delimiter) { return ArrayLiteralReader(text, delimiter).split(); }

}  // namespace azoth::detail
