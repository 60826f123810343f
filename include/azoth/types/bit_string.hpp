#pragma once

#include <azoth/types/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// A sequence of bits, BIT(n) or BIT VARYING; the first is the leftmost.
class BitString {
public:
    BitString() noexcept = default;
    /// Makes a string of zeros.
    explicit BitString(std::size_t size) : bytes_((size + 7) / 8), size_(size) {}
    /// Makes a string of digits: "1011". Throws DataError for other characters.
    explicit BitString(std::string_view digits);

    /// Number of bits.
    std::size_t size() const noexcept { return size_; }
    /// Whether there are no bits.
    bool empty() const noexcept { return size_ == 0; }
    /// Returns a bit.
    bool operator[](std::size_t i) const noexcept { return ((bytes_[i / 8] >> (7 - i % 8)) & 1U) != 0; }
    /// Sets a bit.
    void set(std::size_t i, bool value = true) noexcept {
        const auto mask = static_cast<std::uint8_t>(1U << (7 - i % 8));
        bytes_[i / 8] = static_cast<std::uint8_t>(value ? bytes_[i / 8] | mask : bytes_[i / 8] & ~mask);
    }
    /// Appends a bit.
    void push_back(bool value) {
        if (size_ % 8 == 0) bytes_.push_back(0);
        set(size_++, value);
    }
    /// The bits, eight in a byte from the most significant; unused bits of the last byte are zero.
    const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; }
    /// Returns the digits: "1011".
    std::string to_string() const;

    friend bool operator==(const BitString&, const BitString&) noexcept = default;
    friend std::ostream& operator<<(std::ostream& out, const BitString& value);

private:
    std::vector<std::uint8_t> bytes_;
    std::size_t size_ = 0;
};

/// Stored as BIT or BIT VARYING.
template <>
struct Codec<BitString> {
    static SqlType sql_type() { return SqlType(TypeKind::varbit); }
    static void encode(ByteBuffer& out, const BitString& value, const SqlType& as);
    static BitString decode(const Cell& cell);
};

}  // namespace azoth
