#include <azoth/driver/row_buffer.hpp>

namespace azoth {

Oid RowBuffer::format_of(StorageTag tag) noexcept {
    switch (tag) {
        case StorageTag::declared: break;
        case StorageTag::integer: return oid::int8;
        case StorageTag::real: return oid::float8;
        case StorageTag::text: return oid::text;
        case StorageTag::blob: return oid::bytea;
    }
    return oid::unspecified;
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
