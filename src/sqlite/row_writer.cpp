#include "row_writer.hpp"

#include <algorithm>
#include <cstring>

namespace azoth::sqlite {
namespace {

// A single row should not allocate a large slab; a large result should not consist of many small ones.
constexpr std::size_t first_slab = 2 * 1024;
constexpr std::size_t second_slab = 64 * 1024;
constexpr std::size_t largest_slab = 1024 * 1024;

}  // namespace

void RowWriter::grow(std::size_t size) {
    // A row is contiguous: its cells so far are moved to the new slab.
    const std::size_t begun = used_ - row_begin_;
    std::size_t capacity = capacity_ == 0 ? first_slab : std::clamp(capacity_ * 2, second_slab, largest_slab);
    capacity = std::max(capacity, begun + size);
    auto slab = std::make_shared_for_overwrite<std::byte[]>(capacity);
    if (begun > 0) std::memcpy(slab.get(), slab_.get() + row_begin_, begun);
    if (slab_ && row_begin_ > 0) rows_->keep(std::move(slab_));
    slab_ = std::move(slab);
    capacity_ = capacity;
    used_ = begun;
    row_begin_ = 0;
}

}  // namespace azoth::sqlite
