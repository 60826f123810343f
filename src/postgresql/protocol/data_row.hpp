#pragma once

#include "big_endian.hpp"
#include "message.hpp"

#include <cstddef>
#include <cstdint>

namespace azoth::postgresql::protocol {

/// The size, with its header, of the message that begins at `at`: a DataRow or a CopyData with a row in the same form,
/// if it is complete, has the given number of fields, each with a length of -1 or within the row, and nothing follows
/// the last. Otherwise 0: validate_data_row() finds the error, if there is one.
[[nodiscard]] inline std::size_t data_row_size(const std::byte* at, std::size_t available, std::size_t fields,
                                               MessageType type = MessageType::data_row) noexcept {
    constexpr std::size_t shortest = 7;  // a row without fields
    if (available < shortest || at[0] != static_cast<std::byte>(type)) return 0;
    const auto length = load_big_endian<std::uint32_t>(at + 1);
    if (length < shortest - 1 || length > available - 1) return 0;
    if (load_big_endian<std::uint16_t>(at + 5) != fields) return 0;
    const std::byte* cell = at + shortest;
    const std::byte* const end = at + 1 + length;
    for (std::size_t i = fields; i != 0; --i) {
        if (end - cell < 4) return 0;
        const auto size = load_big_endian<std::int32_t>(cell);
        cell += 4;
        if (size > 0) {
            if (size > end - cell) return 0;
            cell += size;
        } else if (size < -1) {
            return 0;
        }
    }
    return cell == end ? 1 + std::size_t{length} : 0;
}

}  // namespace azoth::postgresql::protocol
