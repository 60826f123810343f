#pragma once

#include "errors.hpp"
#include <azoth/driver/row_buffer.hpp>
#include <azoth/error.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

namespace azoth::sqlite {

/// The maximum size of a statement's rows, and what the statement has done when they exceed it.
struct RowLimit {
    std::size_t bytes = std::numeric_limits<std::size_t>::max();
    Outcome outcome = Outcome::executed;
};

/// Packs tagged rows into slabs: memory is allocated for each slab, never for a row or cell.
class RowWriter {
public:
    explicit RowWriter(std::shared_ptr<const RowDescription> description, RowLimit limit = {})
        : rows_(std::make_shared<RowBuffer>(std::move(description))), limit_(limit) {}

    /// Starts a cell and returns the memory for its `size` bytes.
    std::byte* add_cell(StorageTag tag, std::size_t size) {
        std::byte* const at = extend(sizeof(std::int32_t) + 1 + size);
        store_big_endian(at, static_cast<std::int32_t>(size + 1));
        at[sizeof(std::int32_t)] = static_cast<std::byte>(tag);
        return at + sizeof(std::int32_t) + 1;
    }
    void add_null() { store_big_endian(extend(sizeof(std::int32_t)), std::int32_t{-1}); }
    /// Throws OperationalError if the rows exceed their limit.
    void end_row() {
        rows_->add_row(slab_.get() + row_begin_);
        bytes_ += used_ - row_begin_ + row_overhead;
        if (bytes_ > limit_.bytes) throw_result_too_large(limit_.bytes, limit_.outcome);
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

    // The overhead that is also counted for rows of PostgreSQL.
    static constexpr std::size_t row_overhead = 32;

    std::shared_ptr<RowBuffer> rows_;
    const RowLimit limit_;
    std::size_t bytes_ = 0;
    std::shared_ptr<std::byte[]> slab_;
    std::size_t capacity_ = 0;
    std::size_t used_ = 0;
    std::size_t row_begin_ = 0;
};

}  // namespace azoth::sqlite
