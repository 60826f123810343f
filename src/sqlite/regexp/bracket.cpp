#include "bracket.hpp"

#include "types/ascii.hpp"

#include <array>
#include <string>
#include <utility>

namespace azoth::sqlite::regexp {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_digit_byte(unsigned c) { return c >= '0' && c <= '9'; }
bool is_lower_byte(unsigned c) { return c >= 'a' && c <= 'z'; }
bool is_upper_byte(unsigned c) { return c >= 'A' && c <= 'Z'; }
bool is_alnum_byte(unsigned c) { return is_digit_byte(c) || is_lower_byte(c) || is_upper_byte(c); }
bool is_space_byte(unsigned c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_graph_byte(unsigned c) { return c > ' ' && c < 0x7F; }

struct NamedClass {
    std::string_view name;
    bool (*contains)(unsigned);
};

constexpr std::array<NamedClass, 15> named_classes{{
    {"d", is_digit_byte},
    {"w", [](unsigned c) { return is_alnum_byte(c) || c == '_'; }},
    {"s", is_space_byte},
    {"alnum", is_alnum_byte},
    {"alpha", [](unsigned c) { return is_lower_byte(c) || is_upper_byte(c); }},
    {"blank", [](unsigned c) { return c == ' ' || c == '\t'; }},
    {"cntrl", [](unsigned c) { return c < 0x20 || c == 0x7F; }},
    {"digit", is_digit_byte},
    {"graph", is_graph_byte},
    {"lower", is_lower_byte},
    {"print", [](unsigned c) { return c >= ' ' && c < 0x7F; }},
    {"punct", [](unsigned c) { return is_graph_byte(c) && !is_alnum_byte(c); }},
    {"space", is_space_byte},
    {"upper", is_upper_byte},
    {"xdigit", [](unsigned c) { return is_digit_byte(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }},
}};

unsigned char read_hexadecimal(std::string_view text, std::size_t& at, int digits) {
    int value = 0;
    for (int i = 0; i < digits; ++i, ++at) {
        const int digit = at < text.size() ? ascii::hex_value(text[at]) : -1;
        if (digit < 0) throw PatternError("the pattern has a hexadecimal escape with too few digits");
        value = value * 16 + digit;
    }
    if (value > 0xFF) throw PatternError("the pattern has an escape above \\u00ff; write the character itself");
    return static_cast<unsigned char>(value);
}

class BracketReader {
public:
    BracketReader(std::string_view text, std::size_t& at) noexcept : text_(text), at_(at) {}

    ByteSet read() {
        const bool negated = peek() == '^';
        if (negated) ++at_;
        while (peek() != ']') read_item();
        ++at_;
        flush();
        return negated ? ~bytes_ : bytes_;
    }

private:
    enum class Last : std::uint8_t { nothing, byte, byte_class };

    char peek() const {
        if (at_ >= text_.size()) throw PatternError("the pattern has a [ without its ]");
        return text_[at_];
    }

    void read_item() {
        const char c = peek();
        if (c == '-') return read_dash();
        if (c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == 'b') {
            at_ += 2;
            return push('\b');
        }
        if (std::optional<unsigned char> byte = read_byte()) push(*byte);
    }

    // A dash forms a range only between two single bytes.
    void read_dash() {
        ++at_;
        if (peek() == ']') return push('-');
        if (last_ == Last::byte_class)
            throw PatternError(
                "the pattern has a range in [...] that begins with a class; write the dash last to mean the character");
        if (last_ == Last::nothing) return push('-');
        const unsigned char first = byte_;
        last_ = Last::nothing;
        const std::optional<unsigned char> last = read_byte();
        if (!last || *last < first) throw PatternError("the pattern has an invalid range in [...]");
        for (unsigned c = first; c <= *last; ++c) bytes_.set(c);
        last_ = Last::nothing;
    }

    // A single byte; empty: it was a class, which has been added.
    std::optional<unsigned char> read_byte() {
        const char c = peek();
        if (c == '\\') {
            ++at_;
            const char next = peek();
            // Back references and \B represent no byte.
            if (next == 'B' || (next >= '1' && next <= '9')) throw PatternError("the pattern has \\B or \\1 in [...]");
            if (next == 'b') {
                ++at_;
                return static_cast<unsigned char>('\b');
            }
            const Escape escape = read_escape(text_, at_);
            if (!escape.is_class) return escape.byte;
            push_class(escape.bytes);
            return std::nullopt;
        }
        if (c == '[' && at_ + 1 < text_.size()) {
            const char kind = text_[at_ + 1];
            if (kind == ':' || kind == '.' || kind == '=') return read_named(kind);
        }
        return byte_at(text_, at_++);
    }

    // [:alpha:], [.x.] and [=x=]
    std::optional<unsigned char> read_named(char kind) {
        const std::array<char, 2> end{kind, ']'};
        const std::size_t close = text_.find(std::string_view(end.data(), end.size()), at_ + 2);
        if (close == std::string_view::npos) throw PatternError("the pattern has an unfinished name in [...]");
        const std::string_view name = text_.substr(at_ + 2, close - at_ - 2);
        at_ = close + 2;
        if (kind == ':') {
            const std::optional<ByteSet> bytes = class_named(name);
            if (!bytes) throw PatternError("the pattern has an unknown class in [...]");
            push_class(*bytes);
            return std::nullopt;
        }
        if (name.size() != 1) throw PatternError("the pattern has an unknown character name in [...]");
        if (kind == '.') return byte_at(name, 0);
        ByteSet equivalent;
        const char lower = ascii::to_lower(name[0]);
        equivalent.set(static_cast<unsigned char>(lower));
        equivalent.set(static_cast<unsigned char>(ascii::to_upper(name[0])));
        push_class(equivalent);
        return std::nullopt;
    }

    void flush() {
        if (last_ == Last::byte) bytes_.set(byte_);
    }
    void push(unsigned char byte) {
        flush();
        byte_ = byte;
        last_ = Last::byte;
    }
    void push_class(const ByteSet& bytes) {
        flush();
        bytes_ |= bytes;
        last_ = Last::byte_class;
    }

    std::string_view text_;
    std::size_t& at_;
    ByteSet bytes_;
    Last last_ = Last::nothing;
    unsigned char byte_ = 0;
};

}  // namespace

std::optional<ByteSet> class_named(std::string_view name) {
    const std::string lower = ascii::to_lower(name);
    for (const NamedClass& named : named_classes) {
        if (named.name != lower) continue;
        ByteSet bytes;
        for (unsigned c = 0; c < 256; ++c) bytes.set(c, named.contains(c));
        return bytes;
    }
    return std::nullopt;
}

Escape read_escape(std::string_view text, std::size_t& at) {
    if (at >= text.size()) throw PatternError("the pattern ends with a backslash");
    Escape escape;
    const char c = text[at++];
    escape.byte = static_cast<unsigned char>(c);
    switch (c) {
        case 'd':
        case 'D':
        case 's':
        case 'S':
        case 'w':
        case 'W': {
            const char lower = ascii::to_lower(c);
            escape.is_class = true;
            escape.bytes = *class_named(std::string_view(&lower, 1));
            if (c != lower) escape.bytes.flip();
            break;
        }
        case '0': escape.byte = '\0'; break;
        case 'f': escape.byte = '\f'; break;
        case 'n': escape.byte = '\n'; break;
        case 'r': escape.byte = '\r'; break;
        case 't': escape.byte = '\t'; break;
        case 'v': escape.byte = '\v'; break;
        case 'x': escape.byte = read_hexadecimal(text, at, 2); break;
        case 'u': escape.byte = read_hexadecimal(text, at, 4); break;
        case 'c':
            if (at >= text.size()) throw PatternError("the pattern ends within \\c");
            escape.byte = byte_at(text, at++);
            break;
        default: break;
    }
    return escape;
}

ByteSet read_bracket(std::string_view text, std::size_t& at) { return BracketReader(text, at).read(); }

}  // namespace azoth::sqlite::regexp
