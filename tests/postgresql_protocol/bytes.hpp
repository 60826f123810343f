#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::postgresql::protocol::test {

/// Bytes put together by hand, independent of the code under test.
class Bytes {
public:
    Bytes() = default;
    Bytes(std::initializer_list<unsigned> values) {
        for (const unsigned value : values) u8(value);
    }

    Bytes& u8(unsigned value) {
        bytes_.push_back(static_cast<std::byte>(value));
        return *this;
    }
    Bytes& i16(std::int32_t value) { return u8((static_cast<std::uint32_t>(value) >> 8) & 255).u8(low(value)); }
    Bytes& i32(std::int64_t value) {
        return i16(static_cast<std::int32_t>((value >> 16) & 0xffff)).i16(static_cast<std::int32_t>(value & 0xffff));
    }
    Bytes& raw(std::string_view text) {
        for (const char character : text) u8(static_cast<unsigned char>(character));
        return *this;
    }
    Bytes& string(std::string_view text) { return raw(text).u8(0); }
    Bytes& raw(const Bytes& other) {
        bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
        return *this;
    }
    /// A whole message around a body.
    Bytes& message(char type, const Bytes& body) {
        return u8(static_cast<unsigned char>(type)).i32(static_cast<std::int64_t>(body.size()) + 4).raw(body);
    }

    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] std::span<const std::byte> span() const { return bytes_; }
    [[nodiscard]] std::span<const std::byte> first(std::size_t size) const { return span().first(size); }

private:
    static unsigned low(std::int32_t value) { return static_cast<std::uint32_t>(value) & 255; }

    std::vector<std::byte> bytes_;
};

/// For comparison: Catch prints it.
inline std::string hex(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4];
        text += digits[std::to_integer<unsigned>(byte) & 15];
    }
    return text;
}

inline std::string hex(const Bytes& bytes) { return hex(bytes.span()); }

}  // namespace azoth::postgresql::protocol::test
