#pragma once

#include "protocol/slab.hpp"
#include <azoth/driver/row_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace azoth::postgresql {

/// Collects the rows of the answer that is being received, in the slabs in which they were received.
class RowCollector {
public:
    /// Adds the checked body of a DataRow, and the slab that contains it.
    void add(std::span<const std::byte> body, const protocol::SlabPtr& slab) {
        if (slabs_.empty() || slabs_.back() != slab) keep(slab);
        rows_.push_back(body);
        bytes_ += body.size();
    }

    std::size_t size() const noexcept { return rows_.size(); }
    /// The memory that the rows keep, in bytes. Of the last slab, which other messages share, only the rows count.
    std::size_t held_bytes() const noexcept {
        if (slabs_.empty()) return 0;
        const std::size_t full_slabs = slab_bytes_ - slabs_.back()->capacity();
        return std::max(bytes_, full_slabs) + rows_.size() * row_overhead;
    }
    /// The rows as an answer; a small one is copied to memory of its own size. Throws std::bad_alloc.
    std::shared_ptr<const RowBuffer> take(const std::shared_ptr<const RowDescription>& description);
    void clear() noexcept;

private:
    // A span while they are collected, a pointer in the answer, and a message's header.
    static constexpr std::size_t row_overhead = 32;

    void keep(const protocol::SlabPtr& slab);
    std::shared_ptr<const void> copy_rows(RowBuffer& into) const;

    std::vector<std::span<const std::byte>> rows_;
    std::vector<protocol::SlabPtr> slabs_;
    std::size_t bytes_ = 0;
    std::size_t slab_bytes_ = 0;
};

}  // namespace azoth::postgresql
