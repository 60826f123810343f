#include "row_collector.hpp"

#include <cstdint>
#include <cstring>

namespace azoth::postgresql {
namespace {

// In front of a DataRow's cells stands their number.
constexpr std::size_t count_size = sizeof(std::int16_t);

// Storage for this many rows is kept from one answer to the next.
constexpr std::size_t rows_kept = 16 * 1024;

}  // namespace

void RowCollector::keep(const protocol::SlabPtr& slab) {
    slabs_.push_back(slab);
    slab_bytes_ += slab->capacity();
}

std::shared_ptr<const RowBuffer> RowCollector::take(const std::shared_ptr<const RowDescription>& description) {
    auto buffer = std::make_shared<RowBuffer>(description);
    if (!rows_.empty()) {
        buffer->reserve(rows_.size());
        if (protocol::worth_keeping(bytes_, slab_bytes_)) {
            for (const protocol::SlabPtr& slab : slabs_) buffer->keep(slab.keep_alive());
            for (const auto& row : rows_) buffer->add_row(row.data() + count_size);
        } else {
            auto bytes = std::make_shared_for_overwrite<std::byte[]>(bytes_ - rows_.size() * count_size);
            std::byte* at = bytes.get();
            for (const auto& row : rows_) {
                const std::size_t size = row.size() - count_size;
                std::memcpy(at, row.data() + count_size, size);
                buffer->add_row(at);
                at += size;
            }
            buffer->keep(std::move(bytes));
        }
    }
    clear();
    return buffer;
}

void RowCollector::clear() noexcept {
    rows_.clear();
    if (rows_.capacity() > rows_kept) rows_ = {};
    slabs_.clear();
    bytes_ = 0;
    slab_bytes_ = 0;
}

}  // namespace azoth::postgresql
