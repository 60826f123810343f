#include <azoth/driver/row_buffer.hpp>

namespace azoth {

void RowBuffer::untag(Cell& cell) noexcept {
    if (cell.is_null()) return;
    switch (static_cast<StorageTag>(cell.data[0])) {
        case StorageTag::declared: break;
        case StorageTag::integer: cell.type = oid::int8; break;
        case StorageTag::real: cell.type = oid::float8; break;
        case StorageTag::text: cell.type = oid::text; break;
        case StorageTag::blob: cell.type = oid::bytea; break;
    }
    ++cell.data;
    --cell.size;
}

Cell RowBuffer::cell(std::size_t row, std::size_t column) const noexcept {
    const std::byte* at = rows_[row];
    for (std::size_t i = 0; i < column; ++i) {
        const auto size = load_big_endian<std::int32_t>(at);
        at += sizeof size;
        if (size > 0) at += size;
    }
    return read_cell(at, column);
}

}  // namespace azoth
