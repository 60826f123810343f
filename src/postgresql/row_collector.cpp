#include "row_collector.hpp"

#include "protocol/message.hpp"

#include <cstdint>
#include <cstring>

namespace azoth::postgresql {
namespace {

// The number of cells precedes a DataRow's cells.
constexpr std::size_t count_size = sizeof(std::int16_t);

// The capacity, in rows, that is kept from one answer to the next.
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
            buffer->keep(copy_rows(*buffer));
        }
    }
    clear();
    return buffer;
}

// Consecutive rows, each after its message's header, are copied at once.
std::shared_ptr<const void> RowCollector::copy_rows(RowBuffer& into) const {
    auto bytes = std::make_shared_for_overwrite<std::byte[]>(bytes_ + rows_.size() * protocol::header_size);
    std::byte* at = bytes.get();
    for (auto row = rows_.begin(); row != rows_.end();) {
        const std::byte* const from = row->data();
        const std::byte* end = from;
        for (const std::byte* next = from; row != rows_.end() && row->data() == next; ++row) {
            into.add_row(at + (next - from) + count_size);
            end = next + row->size();
            next = end + protocol::header_size;
        }
        std::memcpy(at, from, static_cast<std::size_t>(end - from));
        at += end - from;
    }
    return bytes;
}

void RowCollector::clear() noexcept {
    rows_.clear();
    if (rows_.capacity() > rows_kept) rows_ = {};
    slabs_.clear();
    bytes_ = 0;
    slab_bytes_ = 0;
}

}  // namespace azoth::postgresql
