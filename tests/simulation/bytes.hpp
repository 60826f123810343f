#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// The bytes of protocol 3, written and read without azoth's own code, which is what the tests examine.
namespace azoth_tests::simulation {

template <class Integer>
Integer to_big_endian(Integer value) noexcept {
    if constexpr (sizeof(Integer) == 1 || std::endian::native == std::endian::big) {
        return value;
    } else if constexpr (sizeof(Integer) == 2) {
        return static_cast<Integer>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
    } else if constexpr (sizeof(Integer) == 4) {
        return static_cast<Integer>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
    } else {
        return static_cast<Integer>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
    }
}

template <class Integer>
Integer read_integer(const char* at) noexcept {
    Integer value{};
    std::memcpy(&value, at, sizeof value);
    return to_big_endian(value);
}

template <class Integer>
void write_integer(std::string& into, Integer value) {
    const Integer bytes = to_big_endian(value);
    char raw[sizeof bytes];
    std::memcpy(raw, &bytes, sizeof bytes);
    into.append(raw, sizeof raw);
}

inline void write_text(std::string& into, std::string_view text) {
    into.append(text);
    into += '\0';
}

/// Appends one message; its length is filled in when this is destroyed.
class MessageWriter {
public:
    MessageWriter(std::string& into, char type) : into_(into) {
        into_ += type;
        at_ = into_.size();
        into_.append(sizeof(std::int32_t), '\0');
    }
    MessageWriter(const MessageWriter&) = delete;
    MessageWriter& operator=(const MessageWriter&) = delete;
    ~MessageWriter() {
        const auto size = to_big_endian(static_cast<std::int32_t>(into_.size() - at_));
        std::memcpy(into_.data() + at_, &size, sizeof size);
    }

    template <class Integer>
    MessageWriter& number(Integer value) {
        write_integer(into_, value);
        return *this;
    }
    MessageWriter& text(std::string_view value) {
        write_text(into_, value);
        return *this;
    }
    MessageWriter& raw(std::string_view value) {
        into_.append(value);
        return *this;
    }
    /// A value with its length before it.
    MessageWriter& value(std::string_view bytes) { return number(static_cast<std::int32_t>(bytes.size())).raw(bytes); }

private:
    std::string& into_;
    std::size_t at_ = 0;
};

/// Reads the body of a message; what is missing reads as zero.
class BodyReader {
public:
    explicit BodyReader(std::string_view body) noexcept : left_(body) {}

    template <class Integer>
    Integer number() noexcept {
        if (left_.size() < sizeof(Integer)) return {};
        const auto value = read_integer<Integer>(left_.data());
        left_.remove_prefix(sizeof(Integer));
        return value;
    }
    std::string_view text() noexcept {
        const std::size_t end = left_.find('\0');
        const std::string_view found = left_.substr(0, end);
        left_.remove_prefix(end == std::string_view::npos ? left_.size() : end + 1);
        return found;
    }
    std::string_view raw(std::size_t size) noexcept {
        const std::string_view found = left_.substr(0, size);
        left_.remove_prefix(found.size());
        return found;
    }
    std::string_view rest() const noexcept { return left_; }

private:
    std::string_view left_;
};

}  // namespace azoth_tests::simulation
