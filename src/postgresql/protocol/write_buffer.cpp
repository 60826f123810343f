#include "write_buffer.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace azoth::postgresql::protocol {
namespace {

constexpr std::size_t first_capacity = 4 * 1024;
constexpr std::size_t always_kept = 64 * 1024;
constexpr unsigned calm_rounds_before_release = 16;

}  // namespace

WriteBuffer::WriteBuffer(WriteBuffer&& other) noexcept { swap(*this, other); }

WriteBuffer& WriteBuffer::operator=(WriteBuffer&& other) noexcept {
    WriteBuffer taken(std::move(other));
    swap(*this, taken);
    return *this;
}

void swap(WriteBuffer& left, WriteBuffer& right) noexcept {
    std::swap(left.memory_, right.memory_);
    std::swap(left.capacity_, right.capacity_);
    std::swap(left.begin_, right.begin_);
    std::swap(left.end_, right.end_);
    std::swap(left.peak_, right.peak_);
    std::swap(left.calm_rounds_, right.calm_rounds_);
}

void WriteBuffer::reserve(std::size_t extra) {
    if (extra <= capacity_ - end_) {
        return;
    }
    const std::size_t used = size();
    if (extra > std::numeric_limits<std::size_t>::max() / 4 - used) {
        throw std::bad_alloc();
    }
    // Moving bytes to the front pays only if they are no more than the space gained; otherwise a slow reader would cost
    // a move for each append.
    if (used + extra <= capacity_ && begin_ >= used) {
        if (used > 0) {
            std::memmove(memory_.get(), data(), used);
        }
    } else {
        const std::size_t capacity = std::max({first_capacity, used + extra, 2 * capacity_});
        auto memory = std::make_unique_for_overwrite<std::byte[]>(capacity);
        if (used > 0) {
            std::memcpy(memory.get(), data(), used);
        }
        memory_ = std::move(memory);
        capacity_ = capacity;
    }
    begin_ = 0;
    end_ = used;
}

std::byte* WriteBuffer::extend(std::size_t size) {
    reserve(size);
    std::byte* const at = memory_.get() + end_;
    end_ += size;
    peak_ = std::max(peak_, end_);
    return at;
}

void WriteBuffer::append(std::span<const std::byte> bytes) {
    if (!bytes.empty()) {
        std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
    }
}

void WriteBuffer::consume(std::size_t size) noexcept {
    assert(size <= this->size());
    begin_ += size;
    if (begin_ == end_) {
        drained();
    }
}

void WriteBuffer::truncate(std::size_t size) noexcept {
    assert(size <= this->size());
    end_ = begin_ + size;
    if (begin_ == end_) {
        drained();
    }
}

void WriteBuffer::clear() noexcept { drained(); }

void WriteBuffer::drained() noexcept {
    begin_ = end_ = 0;
    const bool calm = capacity_ > always_kept && peak_ < capacity_ / 4;
    calm_rounds_ = calm ? calm_rounds_ + 1 : 0;
    peak_ = 0;
    if (calm_rounds_ == calm_rounds_before_release) {
        *this = WriteBuffer();
    }
}

}  // namespace azoth::postgresql::protocol
