#pragma once

#include "big_endian.hpp"
#include "message.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace azoth::postgresql::protocol {

/// Walks through the body of one message and believes nothing: every step throws ProtocolError, naming the message,
/// if the body does not hold what is asked for.
class BodyReader {
public:
    BodyReader(MessageType type, std::span<const std::byte> body) noexcept : type_(type), left_(body) {}

    template <std::integral Integer>
    Integer integer() {
        return load_big_endian<Integer>(bytes(sizeof(Integer)).data());
    }

    /// Up to the next NUL, which is skipped.
    std::string_view string();

    std::span<const std::byte> bytes(std::size_t size);

    /// A 16-bit count of elements that take at least `minimal_size` bytes each of those left.
    std::size_t count(std::size_t minimal_size);

    Format format();

    [[nodiscard]] std::size_t left() const noexcept { return left_.size(); }

    /// Throws if anything is left.
    void finish() const;

    [[noreturn]] void fail(std::string_view what) const;

private:
    MessageType type_;
    std::span<const std::byte> left_;
};

}  // namespace azoth::postgresql::protocol
