#include "body_reader.hpp"

#include "protocol_error.hpp"

#include <cstring>
#include <string>

namespace azoth::postgresql::protocol {

std::string_view BodyReader::string() {
    const void* end = left_.empty() ? nullptr : std::memchr(left_.data(), 0, left_.size());
    if (end == nullptr) {
        fail("a string without its terminating NUL");
    }
    const auto size = static_cast<std::size_t>(static_cast<const std::byte*>(end) - left_.data());
    const std::string_view text(reinterpret_cast<const char*>(left_.data()), size);
    left_ = left_.subspan(size + 1);
    return text;
}

std::span<const std::byte> BodyReader::bytes(std::size_t size) {
    if (size > left_.size()) {
        fail(std::to_string(size) + " bytes needed, " + std::to_string(left_.size()) + " left");
    }
    const auto taken = left_.first(size);
    left_ = left_.subspan(size);
    return taken;
}

std::size_t BodyReader::count(std::size_t minimal_size) {
    const std::size_t count = integer<std::uint16_t>();
    if (count * minimal_size > left_.size()) {
        fail(std::to_string(count) + " elements announced in " + std::to_string(left_.size()) + " bytes");
    }
    return count;
}

Format BodyReader::format() {
    const auto code = integer<std::int16_t>();
    if (code != 0 && code != 1) {
        fail("unknown format " + std::to_string(code));
    }
    return static_cast<Format>(code);
}

void BodyReader::finish() const {
    if (!left_.empty()) {
        fail(std::to_string(left_.size()) + " bytes too many");
    }
}

void BodyReader::fail(std::string_view what) const {
    throw ProtocolError("malformed " + describe(type_) + ": " + std::string(what));
}

}  // namespace azoth::postgresql::protocol
