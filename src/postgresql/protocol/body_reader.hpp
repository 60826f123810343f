#pragma once

#include "big_endian.hpp"
#include "message.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace azoth::postgresql::protocol {

/// Reads the body of one message without trusting it: every function throws ProtocolError, which names the message, if
/// the body does not contain what is read.
class BodyReader {
public:
    BodyReader(MessageType type, std::span<const std::byte> body) noexcept : type_(type), left_(body) {}

    template <std::integral Integer>
    Integer integer() {
        return load_big_endian<Integer>(bytes(sizeof(Integer)).data());
    }

    /// A string up to the next NUL, which is skipped.
    std::string_view string();

    std::span<const std::byte> bytes(std::size_t size);

    /// A 16-bit count of elements, each of which needs at least `minimal_size` of the remaining bytes.
    std::size_t count(std::size_t minimal_size);

    Format format();

    [[nodiscard]] std::size_t left() const noexcept { return left_.size(); }

    /// Throws if any bytes are left.
    void finish() const;

    [[noreturn]] void fail(std::string_view what) const;

private:
    MessageType type_;
    std::span<const std::byte> left_;
};

}  // namespace azoth::postgresql::protocol
