#include <azoth/types/byte_buffer.hpp>

#include <algorithm>

namespace azoth {

ByteBuffer::ByteBuffer(const ByteBuffer& other) : data_(inline_) { append(other.data_, other.size_); }

ByteBuffer::ByteBuffer(ByteBuffer&& other) noexcept : data_(inline_) { take(other); }

ByteBuffer& ByteBuffer::operator=(const ByteBuffer& other) {
    if (this != &other) {
        reserve(other.size_);
        clear();
        append(other.data_, other.size_);
    }
    return *this;
}

ByteBuffer& ByteBuffer::operator=(ByteBuffer&& other) noexcept {
    if (this != &other) {
        if (data_ != inline_) delete[] data_;
        data_ = inline_;
        capacity_ = inline_capacity;
        take(other);
    }
    return *this;
}

void ByteBuffer::take(ByteBuffer& other) noexcept {
    size_ = other.size_;
    if (other.data_ == other.inline_) {
        std::memcpy(inline_, other.inline_, other.size_);
    } else {
        data_ = other.data_;
        capacity_ = other.capacity_;
        other.data_ = other.inline_;
        other.capacity_ = inline_capacity;
    }
    other.size_ = 0;
}

void ByteBuffer::grow(std::size_t needed) {
    const std::size_t capacity = std::max(needed, capacity_ * 2);
    auto* const data = new std::byte[capacity];
    std::memcpy(data, data_, size_);
    if (data_ != inline_) delete[] data_;
    data_ = data;
    capacity_ = capacity;
}

}  // namespace azoth
