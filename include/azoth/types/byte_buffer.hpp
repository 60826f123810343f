#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace azoth {

/// Converts an integer between the host's byte order and network byte order.
template <std::integral T>
constexpr T big_endian(T value) noexcept {
    if constexpr (sizeof(T) == 1 || std::endian::native == std::endian::big) {
        return value;
    } else if constexpr (sizeof(T) == 2) {
        return static_cast<T>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
    } else if constexpr (sizeof(T) == 4) {
        return static_cast<T>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
    } else {
        return static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
    }
}

/// Reads an integer in network byte order.
template <std::integral T>
T load_big_endian(const std::byte* from) noexcept {
    T value;
    std::memcpy(&value, from, sizeof value);
    return big_endian(value);
}

/// Writes an integer in network byte order.
template <std::integral T>
void store_big_endian(std::byte* to, T value) noexcept {
    value = big_endian(value);
    std::memcpy(to, &value, sizeof value);
}

/// A growing sequence of bytes, to which values are encoded. Short contents (one number, a name) need no allocation.
class ByteBuffer {
public:
    /// Makes an empty buffer.
    ByteBuffer() noexcept : data_(inline_) {}
    ByteBuffer(const ByteBuffer& other);
    ByteBuffer(ByteBuffer&& other) noexcept;
    ByteBuffer& operator=(const ByteBuffer& other);
    ByteBuffer& operator=(ByteBuffer&& other) noexcept;
    ~ByteBuffer() {
        if (data_ != inline_) delete[] data_;
    }

    /// The first byte.
    const std::byte* data() const noexcept { return data_; }
    std::byte* data() noexcept { return data_; }
    /// Number of bytes.
    std::size_t size() const noexcept { return size_; }
    /// Whether there are no bytes.
    bool empty() const noexcept { return size_ == 0; }
    /// The contents.
    std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

    /// Removes all bytes and keeps the storage.
    void clear() noexcept { size_ = 0; }
    /// Shortens the contents to a size.
    void truncate(std::size_t size) noexcept { size_ = size; }
    /// Allocates storage for at least this number of bytes.
    void reserve(std::size_t capacity) {
        if (capacity > capacity_) grow(capacity);
    }

    /// Adds n bytes at the end and returns the first of them; their content is unspecified.
    std::byte* extend(std::size_t n) {
        if (capacity_ - size_ < n) grow(size_ + n);
        std::byte* const at = data_ + size_;
        size_ += n;
        return at;
    }

    /// Appends bytes.
    void append(const void* from, std::size_t n) {
        if (n == 0) return;
        std::byte* const at = extend(n);
        if (n < 8 || n > 16) {
            std::memcpy(at, from, n);
            return;
        }
        // Texts are mostly this long: copying two overlapping words saves the call of memcpy.
        std::uint64_t first;
        std::uint64_t last;
        std::memcpy(&first, from, sizeof first);
        std::memcpy(&last, static_cast<const std::byte*>(from) + n - sizeof last, sizeof last);
        std::memcpy(at, &first, sizeof first);
        std::memcpy(at + n - sizeof last, &last, sizeof last);
    }
    /// Appends a text.
    void append(std::string_view text) { append(text.data(), text.size()); }
    /// Appends bytes.
    void append(std::span<const std::byte> bytes) { append(bytes.data(), bytes.size()); }

    /// Appends an integer in network byte order.
    template <std::integral T>
    void put(T value) {
        store_big_endian(extend(sizeof value), value);
    }

private:
    void grow(std::size_t needed);
    void take(ByteBuffer& other) noexcept;

    static constexpr std::size_t inline_capacity = 24;

    std::byte* data_;
    std::size_t capacity_ = inline_capacity;
    std::byte inline_[inline_capacity];
    // Not next to data_: bytes() would load both at once, and wait for the one that was just stored.
    std::size_t size_ = 0;
};

}  // namespace azoth
