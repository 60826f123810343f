#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// Inputs as texts, for the fuzzers of what reads texts.
namespace azoth::fuzz {

inline void require(bool condition) {
    if (!condition) std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Takes an input apart. With `plain`, texts have letters, digits, _ and . only: each other text is another one, and
/// an empty one is empty.
class Pieces {
public:
    Pieces(const std::uint8_t* data, std::size_t size, bool plain = false)
        : rest_(text_of(data, size)), plain_(plain) {}

    bool empty() const noexcept { return rest_.empty(); }
    /// A number below `limit`; 0 at the end of the input.
    std::size_t number(std::size_t limit) {
        if (rest_.empty()) return 0;
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return byte % limit;
    }
    bool flag() { return number(2) != 0; }
    /// Up to the next 0xff, which is no UTF-8; empty at the end of the input.
    std::string text() {
        const std::size_t end = rest_.find('\xff');
        std::string piece(rest_.substr(0, end));
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return plain_ ? plain(piece) : piece;
    }

private:
    static std::string plain(std::string_view text) {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string result;
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            const bool kept =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c < 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
            if (kept) {
                result += c;
            } else {
                result += 'Z';
                result += digits[byte >> 4U];
                result += digits[byte & 0xfU];
            }
        }
        return result;
    }

    std::string_view rest_;
    bool plain_;
};

}  // namespace azoth::fuzz
