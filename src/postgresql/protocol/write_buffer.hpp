#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace azoth::postgresql::protocol {

/// A growing queue of bytes: appended at the back, consumed at the front. Keeps its memory for the next requests; a
/// buffer that was large and then used little for a while frees the excess when it is empty.
///
/// Appending may move the bytes, so bytes of a write in flight must be in a buffer to which nothing is appended: swap
/// two buffers.
class WriteBuffer {
public:
    WriteBuffer() noexcept = default;
    WriteBuffer(WriteBuffer&& other) noexcept;
    WriteBuffer& operator=(WriteBuffer&& other) noexcept;
    friend void swap(WriteBuffer& left, WriteBuffer& right) noexcept;

    [[nodiscard]] const std::byte* data() const noexcept { return memory_.get() + begin_; }
    [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data(), size()}; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    /// Ensures that appending `extra` bytes does not allocate. Throws std::bad_alloc and changes nothing then.
    void reserve(std::size_t extra);

    /// Adds `size` bytes of unspecified value, which the caller fills; the pointer is valid until the next call. Throws
    /// as `reserve` does.
    [[nodiscard]] std::byte* extend(std::size_t size);

    /// A byte that was added, by its distance from the front; valid until the next call.
    [[nodiscard]] std::byte* at(std::size_t place) noexcept { return memory_.get() + begin_ + place; }

    /// Appends a copy of the bytes, which must not be in this buffer. Throws as `reserve` does.
    void append(std::span<const std::byte> bytes);

    /// Removes `size` bytes at the front. Precondition: the buffer has as many.
    void consume(std::size_t size) noexcept;

    /// Removes bytes at the back until `size` are left. Precondition: the buffer has as many.
    void truncate(std::size_t size) noexcept;

    void clear() noexcept;

private:
    void drained() noexcept;

    std::unique_ptr<std::byte[]> memory_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t peak_ = 0;      // largest end_ since the buffer was last empty
    unsigned calm_rounds_ = 0;  // consecutive times that it became empty with most of its memory unused
};

}  // namespace azoth::postgresql::protocol
