#pragma once

#include <azoth/driver/row_buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace azoth::sqlite {

/// Packs tagged rows into slabs: memory is allocated by the slab, never by the row or cell.
class RowWriter {
public:
    explicit RowWriter(std::shared_ptr<const RowDescription> description)
        : rows_(std::make_shared<RowBuffer>(std::move(description))) {}

    /// Starts a cell and returns where its `size` bytes go.
    std::byte* add_cell(StorageTag tag, std::size_t size) {
        std::byte* const at = extend(sizeof(std::int32_t) + 1 + size);
        store_big_endian(at, static_cast<std::int32_t>(size + 1));
        at[sizeof(std::int32_t)] = static_cast<std::byte>(tag);
        return at + sizeof(std::int32_t) + 1;
    }
    void add_null() { store_big_endian(extend(sizeof(std::int32_t)), std::int32_t{-1}); }
    void end_row() {
        rows_->add_row(slab_.get() + row_begin_);
        row_begin_ = used_;
    }

    std::size_t size() const noexcept { return rows_->size(); }
    std::shared_ptr<const RowBuffer> finish() {
        if (slab_ && row_begin_ > 0) rows_->keep(std::move(slab_));
        return std::move(rows_);
    }

private:
    std::byte* extend(std::size_t size) {
        if (capacity_ - used_ < size) grow(size);
        std::byte* const at = slab_.get() + used_;
        used_ += size;
        return at;
    }
    void grow(std::size_t size);

    std::shared_ptr<RowBuffer> rows_;
    std::shared_ptr<std::byte[]> slab_;
    std::size_t capacity_ = 0;
    std::size_t used_ = 0;
    std::size_t row_begin_ = 0;
};

}  // namespace azoth::sqlite
