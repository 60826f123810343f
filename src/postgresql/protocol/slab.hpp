#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace azoth::postgresql::protocol {

class SlabPtr;

/// A reference-counted block of bytes: one allocation, not zeroed, never moved.
class Slab {
public:
    /// Throws std::bad_alloc.
    [[nodiscard]] static SlabPtr create(std::size_t capacity);

    Slab(const Slab&) = delete;
    Slab& operator=(const Slab&) = delete;

    [[nodiscard]] std::byte* data() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
    [[nodiscard]] const std::byte* data() const noexcept { return reinterpret_cast<const std::byte*>(this + 1); }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
    friend class SlabPtr;

    explicit Slab(std::size_t capacity) noexcept : capacity_(capacity) {}
    ~Slab() = default;

    std::atomic<std::uint32_t> references_{1};
    std::size_t capacity_;
};

/// Shares a slab. Copies may be made and destroyed on any thread: a result often lives longer than the handler that
/// received it.
class SlabPtr {
public:
    SlabPtr() noexcept = default;
    SlabPtr(const SlabPtr& other) noexcept : slab_(other.slab_) {
        if (slab_ != nullptr) {
            slab_->references_.fetch_add(1, std::memory_order_relaxed);
        }
    }
    SlabPtr(SlabPtr&& other) noexcept : slab_(std::exchange(other.slab_, nullptr)) {}
    SlabPtr& operator=(SlabPtr other) noexcept {
        std::swap(slab_, other.slab_);
        return *this;
    }
    ~SlabPtr() { reset(); }

    void reset() noexcept;

    /// Whether no other SlabPtr shares the slab: it may be overwritten.
    [[nodiscard]] bool unique() const noexcept {
        return slab_ != nullptr && slab_->references_.load(std::memory_order_acquire) == 1;
    }

    /// The same ownership for code that must not know this type; costs one small allocation.
    [[nodiscard]] std::shared_ptr<const std::byte> keep_alive() const;

    [[nodiscard]] Slab* get() const noexcept { return slab_; }
    Slab* operator->() const noexcept { return slab_; }
    Slab& operator*() const noexcept { return *slab_; }
    explicit operator bool() const noexcept { return slab_ != nullptr; }
    friend bool operator==(const SlabPtr&, const SlabPtr&) = default;

private:
    friend class Slab;

    explicit SlabPtr(Slab* slab) noexcept : slab_(slab) {}

    Slab* slab_ = nullptr;
};

/// Whether a finished result should keep the slabs in which it was received (true) or move to a slab of its own size.
/// The result of a primary-key lookup of 50 bytes must not occupy 64 KiB; a result that fills at least half of its
/// slabs wastes less than the copy would cost.
[[nodiscard]] constexpr bool worth_keeping(std::size_t row_bytes, std::size_t slab_bytes) noexcept {
    return row_bytes >= slab_bytes / 2;
}

}  // namespace azoth::postgresql::protocol
