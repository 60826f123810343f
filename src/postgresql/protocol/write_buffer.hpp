#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace azoth::postgresql::protocol {

/// A growing queue of bytes: appended at the back, consumed at the front. Keeps its memory from one request to the
/// next; a buffer that once grew large and then carried little for a while lets go of the excess when it runs empty.
///
/// Appending may move the bytes, so those of a write in flight must stand in a buffer that nobody appends to: swap
/// two.
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

    /// Makes sure that the next `extra` bytes need no allocation. Throws std::bad_alloc, with nothing changed.
    void reserve(std::size_t extra);

    /// Adds `size` bytes of unspecified value for the caller to fill in; the pointer is good until the next call.
    /// Throws as `reserve`.
    [[nodiscard]] std::byte* extend(std::size_t size);

    /// A byte that was added, by its place behind the front; good until the next call.
    [[nodiscard]] std::byte* at(std::size_t place) noexcept { return memory_.get() + begin_ + place; }

    /// Copies bytes, which must not stand in this buffer. Throws as `reserve`.
    void append(std::span<const std::byte> bytes);

    /// Takes `size` bytes away from the front. Precondition: there are that many.
    void consume(std::size_t size) noexcept;

    /// Takes bytes away from the back until `size` are left. Precondition: there are as many.
    void truncate(std::size_t size) noexcept;

    void clear() noexcept;

private:
    void drained() noexcept;

    std::unique_ptr<std::byte[]> memory_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t peak_ = 0;      // largest end_ since the buffer last ran empty
    unsigned calm_rounds_ = 0;  // times in a row it ran empty with most of its memory unused
};

}  // namespace azoth::postgresql::protocol
